"""The tables the expressions read, bound to an engine or only declared, and answers summed up.

Three-state answers are asked of each holder, and summed up for the contract: yes = 2, unknown = 1,
no = 0. The greatest makes the contract a yes as soon as one holder is, a no when every holder is
known not to be, and unknown otherwise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import ibis

from spaser.moteur.indicateurs.colonnes import LUES, REFERENTIELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend


type Tables = Mapping[str, ir.Table]

_TYPES: Final[dict[str, str]] = {
    "BIGINT": "int64",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DECIMAL(18,2)": "decimal(18, 2)",
    "DOUBLE": "float64",
    "INTEGER": "int32",
    "SMALLINT": "int16",
    "UBIGINT": "uint64",
    "VARCHAR": "string",
    "VARCHAR[]": "array<string>",
}


def bind_tables(connexion: BaseBackend, absents: frozenset[str] = frozenset()) -> Tables:
    return {
        nom: connexion.table(nom).select(*colonnes)
        for nom, colonnes in LUES.items()
        if nom not in absents
    }


def declare_tables(suffixe: str = "") -> Tables:
    """Give tables known by their columns alone, to write SQL; `suffixe` goes to the store's own."""
    return {
        nom: ibis.table(
            {colonne: _TYPES[duckdb] for colonne, duckdb in colonnes.items()},
            name=nom if nom in REFERENTIELS else nom + suffixe,
        )
        for nom, colonnes in LUES.items()
    }


def drop_columns(t: ir.Table, *colonnes: str) -> ir.Table:
    """Drop columns and keep the order of the others, so that the SQL is the same at each run."""
    return t.select(*(colonne for colonne in t.columns if colonne not in colonnes))


OUI: Final = 2
INCONNU: Final = 1
NON: Final = 0

FAUX: Final = ibis.literal(value=False)
VRAI: Final = ibis.literal(value=True)
INDETERMINE: Final = ibis.null("boolean")


def sum_up(reponse: ir.BooleanValue) -> ir.IntegerScalar:
    return ibis.cases((reponse.isnull(), INCONNU), (reponse, OUI), else_=NON).max()


def read_answer(maximum: ir.IntegerValue) -> ir.BooleanValue:
    """Read the answer of the contract; unknown without any holder."""
    return maximum.nullif(INCONNU) == OUI
