"""The rows of one buyer and year, under the names that the kept queries read.

A figure asked for must cost the same whatever the size of the store. DuckDB reads of the contracts
only where the buyer's are; of what hangs on them it would read everything, and keep a few rows. So
the range of their lines is asked first and written in the query: files are sorted by it.
"""

from collections.abc import Mapping
from typing import Final

from spaser.donnees.entrepot.lecture import Entrepot

MARCHES: Final = "marches_choisis"
SIENS: Final = "m.acheteur_siren = $siren AND m.annee IS NOT DISTINCT FROM $annee"
CONTRATS: Final = f"SELECT m.* FROM marches m WHERE {SIENS}"

_FILLES: Final = ("titulaires", "sous_traitances")
# The part is in the high bits of a line.
_PLAGES: Final = "SELECT min(ligne), max(ligne) FROM {source} GROUP BY ligne >> 32"
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


def write_choisis(
    entrepot: Entrepot, choix: Mapping[str, object], requete: str, contrats: str = CONTRATS
) -> str:
    """Return the `WITH` of a query: the rows of the buyer that it names.

    `contrats` gives those of `marches`.
    """
    filles = write_filles(entrepot, requete, f"marches m WHERE {SIENS}", choix)
    return f"WITH {', '.join((f'{MARCHES} AS ({contrats})', *filles))}"


def write_filles(
    entrepot: Entrepot, requete: str, source: str, choix: Mapping[str, object] | None = None
) -> list[str]:
    """Return what a query names beside contracts, which are in `source`; nothing for nothing."""
    nommees = [fille for fille in _FILLES if f"{fille}_choisis" in requete]
    if not nommees:
        return []
    plages = write_plages(entrepot, source, choix)
    tables = [
        f"{fille}_choisis AS (SELECT t.* FROM {fille} t SEMI JOIN {MARCHES} USING (cle) "
        f"WHERE {plages})"
        for fille in nommees
    ]
    return [*tables, _LIEUX] if _ETABLISSEMENTS in requete else tables


def write_plages(entrepot: Entrepot, source: str, choix: Mapping[str, object] | None = None) -> str:
    """Return the condition on `t` that keeps the lines of contracts, a range a part of the store.

    A private store numbers its own lines, and is that of one buyer: all of it is read.
    """
    if not entrepot.figures_publiees:
        return "true"
    lignes = entrepot.connexion.execute(_PLAGES.format(source=source), choix or {}).fetchall()
    return " OR ".join(f"t.ligne BETWEEN {bas} AND {haut}" for bas, haut in lignes) or "false"
