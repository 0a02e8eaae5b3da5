"""The contracts behind a figure, each with its state, its file and its rank.

A share is broken down by family of purchases from the contracts of its proof.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import duckdb

from spaser.donnees.entrepot import familles
from spaser.donnees.entrepot.lecture import Entrepot
from spaser.donnees.indicateurs.definition import Indicateur
from spaser.donnees.indicateurs.demande import DEFINITIONS
from spaser.donnees.indicateurs.demande.axes import Axe, write_groupes
from spaser.donnees.indicateurs.requetes import read_sql_preuve
from spaser.donnees.indicateurs.textes import tell_absentes
from spaser.donnees.valeurs import LignePreuve, Segment, Valeur, Variante
from spaser.erreurs import ErreurSpaser

# The buyer's rows first: a proof then costs the same whatever the size of the store.
CHOISIS: Final = """
WITH marches_choisis AS (
    SELECT * FROM marches WHERE acheteur_siren = $siren AND annee IS NOT DISTINCT FROM $annee
), titulaires_choisis AS (
    SELECT t.* FROM titulaires t SEMI JOIN marches_choisis USING (cle)
), sous_traitances_choisis AS (
    SELECT t.* FROM sous_traitances t SEMI JOIN marches_choisis USING (cle)
)
"""
_REQUETE: Final = f"""{CHOISIS}, preuve AS (
    SELECT cle, montant, CASE WHEN $en_euros AND NOT pese THEN 'ecarte' ELSE etat END AS etat
    FROM ({{requete}})
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
            f"Le chiffre {definition.code} n’a pas de preuve. "
            f"{tell_absentes(definition.referentiels_requis)}"
        ) from cause
    return [LignePreuve(*ligne) for ligne in lignes]


def _find(code: str) -> Indicateur:
    try:
        return DEFINITIONS[code]
    except KeyError:
        raise ErreurSpaser(f"Aucun indicateur n’a le code « {code} ».") from None


def map_familles(
    connexion: duckdb.DuckDBPyConnection, siren: str, annee: int | None
) -> dict[int, str]:
    """Return the family of each contract of a buyer and year, by its key."""
    requete = write_groupes(Axe.FAMILLE)
    return dict(connexion.execute(requete, {"siren": siren, "annee": annee}).fetchall())


def sum_segments(
    figure: Valeur, lignes: Iterable[LignePreuve], par_cle: Mapping[int, str]
) -> list[Segment]:
    """Break a share down; the heaviest family first. Their contracts add up to the figure's."""
    par_famille: dict[str, list[LignePreuve]] = defaultdict(list)
    for ligne in lignes:
        if ligne.etat != "ecarte":
            par_famille[par_cle.get(ligne.cle, familles.INCONNUE)].append(ligne)
    segments = [
        (_weigh(siennes, figure.variante), Segment(famille, _share(figure, siennes)))
        for famille, siennes in par_famille.items()
    ]
    segments.sort(key=lambda paire: (-paire[0], paire[1].famille))
    return [segment for _, segment in segments]


def _share(figure: Valeur, lignes: list[LignePreuve]) -> Valeur:
    etats = {
        etat: [ligne for ligne in lignes if ligne.etat == etat]
        for etat in ("compte", "non_compte", "inconnu")
    }
    oui, non, inconnu = (_weigh(siennes, figure.variante) for siennes in etats.values())
    connus, total = oui + non, oui + non + inconnu
    connu = connus > 0
    return Valeur(
        siren=figure.siren,
        annee=figure.annee,
        indicateur=figure.indicateur,
        variante=figure.variante,
        numerateur=oui if connu else None,
        denominateur=connus,
        n=len(lignes),
        inconnus=len(etats["inconnu"]),
        valeur=oui / connus if connu else None,
        bas=oui / total if connu else None,
        haut=(oui + inconnu) / total if connu else None,
    )


def _weigh(lignes: Iterable[LignePreuve], variante: Variante) -> float:
    if variante == "montant":
        return sum(ligne.montant or 0.0 for ligne in lignes)
    return float(sum(1 for _ in lignes))
