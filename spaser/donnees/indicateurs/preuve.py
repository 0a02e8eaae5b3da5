"""The contracts behind a figure, each with its state, its file and its rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import duckdb

from spaser.donnees.indicateurs.catalogue import PAR_CODE
from spaser.donnees.indicateurs.requetes import read_sql_preuve
from spaser.donnees.indicateurs.textes import list_manquantes
from spaser.donnees.valeurs import LignePreuve, Variante
from spaser.erreurs import ErreurSpaser

if TYPE_CHECKING:
    from spaser.donnees.entrepot.lecture import Entrepot
    from spaser.donnees.indicateurs.definition import Indicateur

# The buyer's rows first: a proof then costs the same whatever the size of the store.
_REQUETE: Final = """
WITH marches_choisis AS (
    SELECT * FROM marches WHERE acheteur_siren = $siren AND annee IS NOT DISTINCT FROM $annee
), titulaires_choisis AS (
    SELECT t.* FROM titulaires t SEMI JOIN marches_choisis USING (cle)
), sous_traitances_choisis AS (
    SELECT t.* FROM sous_traitances t SEMI JOIN marches_choisis USING (cle)
), preuve AS (
    SELECT cle, montant, CASE WHEN $en_euros AND NOT pese THEN 'ecarte' ELSE etat END AS etat
    FROM ({requete})
)
SELECT p.cle, p.etat, m.id, m.objet, m.date_notification, p.montant, s.nom, m.rang
FROM preuve p
JOIN marches_choisis m USING (cle)
LEFT JOIN sources s ON s.cle = m.source
ORDER BY list_position(['compte', 'non_compte', 'inconnu', 'ecarte'], p.etat),
         m.date_notification, m.source, m.rang
"""


def list_preuve(
    entrepot: Entrepot,
    siren: str,
    indicateur: str,
    annee: int | None,
    variante: Variante | None = None,
) -> list[LignePreuve]:
    """Return the contracts behind the figures of a buyer for a year (None: year unknown).

    Without `variante`, the first one of the indicator. States count exactly as in `valeurs`:
    `n` is every line but those set aside, `inconnus` those without an answer.
    """
    definition = _find(indicateur)
    variante = variante or definition.variantes[0]
    requete = _REQUETE.format(requete=read_sql_preuve(entrepot.version, definition.code))
    parametres = {
        "siren": siren,
        "annee": annee,
        "en_euros": definition.pese_en_euros(variante),
    }
    try:
        lignes = entrepot.connexion.execute(requete, parametres).fetchall()
    except duckdb.CatalogException as cause:
        if not definition.referentiels_requis:
            raise
        raise ErreurSpaser(
            f"Le chiffre {definition.code} n’a pas de preuve : "
            f"{list_manquantes(definition.referentiels_requis)}."
        ) from cause
    return [LignePreuve(*ligne) for ligne in lignes]


def _find(code: str) -> Indicateur:
    try:
        return PAR_CODE[code]
    except KeyError:
        raise ErreurSpaser(f"Aucun indicateur n’a le code « {code} ».") from None
