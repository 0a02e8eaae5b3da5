"""The contracts behind a figure, each with its state, its file and its rank."""

from collections.abc import Sequence
from typing import Final

import duckdb

from spaser.elements import ErreurSpaser
from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.indicateurs.definition import Indicateur
from spaser.moteur.indicateurs.demande import DEFINITIONS
from spaser.moteur.indicateurs.demande.choisis import write_choisis
from spaser.moteur.indicateurs.requetes import read_sql_preuve
from spaser.moteur.indicateurs.textes import tell_absentes
from spaser.moteur.valeurs import LignePreuve, Variante

_REQUETE: Final = """
{choisis}, preuve AS (
    SELECT cle, montant, CASE WHEN $en_euros AND NOT pese THEN 'ecarte' ELSE etat END AS etat
    FROM ({requete})
)
SELECT p.cle, p.etat, m.id, m.objet, m.date_notification, p.montant, s.nom, m.rang
FROM preuve p
JOIN marches_choisis m USING (cle)
LEFT JOIN sources s ON s.cle = m.source
ORDER BY CASE p.etat WHEN 'compte' THEN 0 WHEN 'non_compte' THEN 1 WHEN 'inconnu' THEN 2 ELSE 3 END,
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
    definition = find_definition(indicateur)
    variante = variante or definition.variantes[0]
    requete = read_sql_preuve(entrepot.version, definition.code)
    choix: dict[str, object] = {"siren": siren, "annee": annee}
    try:
        choisis = write_choisis(entrepot, requete)
        lignes = entrepot.connexion.execute(
            _REQUETE.format(choisis=choisis, requete=requete),
            choix | {"en_euros": definition.pese_en_euros(variante)},
        ).fetchall()
    except duckdb.CatalogException as cause:
        raise tell_sans_preuve([definition], cause) from cause
    return [LignePreuve(*ligne) for ligne in lignes]


def find_definition(code: str) -> Indicateur:
    try:
        return DEFINITIONS[code]
    except KeyError:
        raise ErreurSpaser(f"Aucun indicateur n’a le code « {code} ».") from None


def tell_sans_preuve(definitions: Sequence[Indicateur], cause: Exception) -> Exception:
    """Return what names the lists that are gone; what they do not explain is left as it is."""
    requis = frozenset[str]().union(*(d.referentiels_requis for d in definitions))
    if not requis:
        return cause
    codes = ", ".join(d.code for d in definitions)
    return ErreurSpaser(f"Le chiffre {codes} n’a pas de preuve. {tell_absentes(requis)}")
