"""What a buyer says of her own contracts, put over what is published, which stays beside.

A correction names a contract by its key and a column by its name.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import duckdb

from spaser.moteur.decp.champs import ENVIRONNEMENTAUX, SOCIAUX
from spaser.moteur.sql import litteral

OUI: Final = "oui"
NON: Final = "non"
ETATS: Final = (*SOCIAUX, *ENVIRONNEMENTAUX)
MONTANT: Final = "montant"
_FAMILLE_ACHAT: Final = "famille_achat"
COLONNES: Final = (*ETATS, MONTANT, _FAMILLE_ACHAT)


class Correction(NamedTuple):
    """A value of a contract: oui, non or inconnu, euros as a text, or the code of a family."""

    cle: int
    colonne: str
    valeur: str


def lay_corrections(
    connexion: duckdb.DuckDBPyConnection, corrections: Iterable[Correction]
) -> None:
    """Make the tables that `CORRIGES` reads; contracts as published are in `publies`.

    An amount that the buyer gives is no longer suspect; one that a modification changed since
    stays what the modification says.
    """
    _load(connexion, list(corrections))
    connexion.execute(
        f"CREATE TABLE familles_corrigees AS SELECT cle, {_FAMILLE_ACHAT} AS famille FROM corriges "
        f"WHERE {_FAMILLE_ACHAT} IN (SELECT famille FROM ref_segments)"
    )


def _load(connexion: duckdb.DuckDBPyConnection, corrections: Sequence[Correction]) -> None:
    """Make `corriges`: a row a contract, a column for each thing that can be corrected."""
    choix = ", ".join(
        f"max(valeur) FILTER (colonne = {litteral(nom)}) AS {nom}" for nom in COLONNES
    )
    colonnes = [list(colonne) for colonne in zip(*corrections, strict=True)] or [[], [], []]
    connexion.execute(
        f"CREATE TABLE corriges AS SELECT cle, {choix} FROM ("
        "SELECT unnest($1::UBIGINT[]) AS cle, unnest($2::VARCHAR[]) AS colonne, "
        "unnest($3::VARCHAR[]) AS valeur) GROUP BY cle",
        colonnes,
    )


def _replacements() -> str:
    montant = f"CAST(c.{MONTANT} AS DECIMAL(18,2))"
    remplacements = {
        nom: f"CASE c.{nom} WHEN '{OUI}' THEN true WHEN '{NON}' THEN false "
        f"ELSE CASE WHEN c.{nom} IS NULL THEN p.{nom} END END"
        for nom in ETATS
    } | {
        "montant_initial": f"coalesce({montant}, p.montant_initial)",
        "montant": f"CASE WHEN c.{MONTANT} IS NULL OR p.nb_modifications > 0 "
        f"THEN p.montant ELSE {montant} END",
        "montant_suspicion": f"CASE WHEN c.{MONTANT} IS NULL THEN p.montant_suspicion END",
        "montant_utile": f"CASE WHEN c.{MONTANT} IS NULL THEN p.montant_utile "
        f"WHEN NOT p.double_compte THEN {montant} END",
    }
    return ", ".join(f"{expression} AS {nom}" for nom, expression in remplacements.items())


CORRIGES: Final = (
    f"SELECT p.* REPLACE ({_replacements()}) FROM publies p LEFT JOIN corriges c USING (cle)"
)
"""The query of the corrected contracts."""
