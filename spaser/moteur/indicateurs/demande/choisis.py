"""The rows of one buyer and year, under the names that the kept queries read.

A figure asked for must not cost more in a larger store. DuckDB reads of the contracts only where
those of the buyer are. What hangs on them lies in the order of files: it is joined by line, by
which its reading is pruned, to the chosen contracts and never to all records.
"""

from typing import Final

from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.vues import RECUS
from spaser.moteur.indicateurs.colonnes import LUES

MARCHES: Final = "marches_choisis"
SIENS: Final = "m.acheteur_siren = $siren AND m.annee IS NOT DISTINCT FROM $annee"
CONTRATS: Final = f"SELECT m.* FROM marches m WHERE {SIENS}"

_COLONNES: Final = {
    fille: ", ".join(f"{'m' if nom == 'cle' else 't'}.{nom}" for nom in LUES[fille])
    for fille in RECUS
}
_ETABLISSEMENTS: Final = "ref_sirene_etablissements"

# Of the lists of places, what the holders and the buyer need: the queries join them many times.
_LIEUX: Final = f"""
sirens AS (
    SELECT siren FROM titulaires_choisis WHERE siren IS NOT NULL UNION SELECT $siren
), ref_sirene_unites AS (
    SELECT u.* FROM main.ref_sirene_unites u SEMI JOIN sirens USING (siren)
), {_ETABLISSEMENTS} AS (
    SELECT e.* FROM main.{_ETABLISSEMENTS} e SEMI JOIN sirens USING (siren)
), ref_communes_anciennes AS (
    SELECT a.* FROM main.ref_communes_anciennes a
    WHERE a.code IN (SELECT commune FROM {_ETABLISSEMENTS})
), ref_communes AS (
    SELECT c.* FROM main.ref_communes c WHERE c.siren = $siren OR c.epci_siren = $siren
    OR c.code IN (SELECT commune FROM {_ETABLISSEMENTS})
    OR c.code IN (SELECT commune FROM ref_communes_anciennes)
)"""


def write_choisis(entrepot: Entrepot, requete: str, contrats: str = CONTRATS) -> str:
    """Return the `WITH` of a query: the rows of the buyer that it names.

    `contrats` gives those of `marches`.
    """
    return f"WITH {', '.join((f'{MARCHES} AS ({contrats})', *write_filles(entrepot, requete)))}"


def write_filles(entrepot: Entrepot, requete: str) -> list[str]:
    """Return what a query names beside the contracts; nothing for nothing."""
    tables = [
        f"{fille}_choisis AS (SELECT {colonnes} FROM {join_fille(entrepot, fille, MARCHES)})"
        for fille, colonnes in _COLONNES.items()
        if f"{fille}_choisis" in requete
    ]
    return [*tables, _LIEUX] if _ETABLISSEMENTS in requete else tables


def join_fille(entrepot: Entrepot, fille: str, contrats: str) -> str:
    """Return rows `t` of a table joined to their contracts `m`.

    A private store numbers its own lines, and is that of one buyer: there, keys join.
    """
    if entrepot.figures_publiees:
        return f"{fille}_recus t JOIN {contrats} m USING (ligne)"
    return f"{fille} t JOIN {contrats} m USING (cle)"
