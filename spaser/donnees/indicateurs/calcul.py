"""Computes every indicator of every buyer and year in one scan of the contracts.

Ibis writes the query, an engine runs it: nothing below knows which one. A wide group-by gives a
row a buyer and year; an array of structs then turns it into the long table `valeurs`. A proof
comes from the same expressions: it says what became of each contract of a population.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import ibis

from spaser.donnees.indicateurs.agregats import aggregate_contrats, is_in_population
from spaser.donnees.indicateurs.catalogue import INDICATEURS
from spaser.donnees.indicateurs.enrichissement import enrich, list_referentiels
from spaser.donnees.indicateurs.table_valeurs import add_bornes, unpivot
from spaser.donnees.indicateurs.tables import LUES, declare_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir

    from spaser.donnees.indicateurs.contrats import Contrats
    from spaser.donnees.indicateurs.definition import Indicateur
    from spaser.donnees.indicateurs.tables import Tables

SUFFIXE: Final = "_choisis"
"""Proofs read marches_choisis, titulaires_choisis…: the rows of one buyer and year."""


def list_calculables(absents: frozenset[str] = frozenset()) -> tuple[Indicateur, ...]:
    """Give the indicators whose lists are all there."""
    return tuple(i for i in INDICATEURS if not i.referentiels_requis & absents)


class _Espion:
    """A table of contracts that remembers which columns were read."""

    def __init__(self) -> None:
        self.lues: set[str] = set()

    def __getattr__(self, nom: str) -> Any:  # noqa: ANN401 - any column of any type
        self.lues.add(nom)
        return ibis._[nom]


def list_faits(indicateur: Indicateur) -> frozenset[str]:
    """Give the facts an indicator reads beyond the columns of `marches`."""
    espion = _Espion()
    for expression in (indicateur.population.condition, indicateur.reponse, indicateur.mesure):
        if expression is not None:
            expression(cast("Contrats", espion))
    return frozenset(espion.lues - LUES["marches"].keys())


def list_referentiels_lus(indicateur: Indicateur) -> frozenset[str]:
    """Give the lists an indicator really needs: what it declares must be that."""
    return list_referentiels(list_faits(indicateur))


def enrich_contrats(tables: Tables, indicateurs: Iterable[Indicateur]) -> ir.Table:
    """Give the contracts with every fact these indicators read."""
    faits = frozenset(fait for i in indicateurs for fait in list_faits(i))
    return enrich(tables, faits)


def compute_indicateurs(tables: Tables, indicateurs: tuple[Indicateur, ...]) -> ir.Table:
    """Give the rows of `valeurs` of some indicators, for all buyers and years."""
    contrats = enrich_contrats(tables, indicateurs)
    return add_bornes(unpivot(aggregate_contrats(contrats, indicateurs), indicateurs))


def compute_valeurs(tables: Tables, absents: frozenset[str] = frozenset()) -> ir.Table:
    """Give the table `valeurs`: all the indicators whose lists are there."""
    return compute_indicateurs(tables, list_calculables(absents))


def sql_valeurs(absents: frozenset[str] = frozenset()) -> str:
    """Give the DuckDB query of `valeurs`, over tables named as in `tables.LUES`."""
    return str(ibis.to_sql(compute_valeurs(declare_tables(), absents), dialect="duckdb"))


def _etat(t: ir.Table, i: Indicateur) -> ir.StringValue:
    contrats = cast("Contrats", t)
    if i.mesure is None:
        reponse = i.reponse(contrats) if i.reponse else ibis.null("boolean")
        return ibis.cases((reponse.isnull(), "inconnu"), (reponse, "compte"), else_="non_compte")
    mesure = i.mesure(contrats)
    if i.variantes == ("moyenne",):
        return mesure.isnull().ifelse("inconnu", "compte")
    return ibis.cases((mesure.isnull(), "inconnu"), (mesure > 0, "compte"), else_="non_compte")


def _montant(t: ir.Table, i: Indicateur) -> ir.FloatingValue:
    if i.mesure is None or i.unite != "€":
        return t.montant_initial.cast("float64")
    mesure = i.mesure(cast("Contrats", t))
    return ibis.coalesce(mesure, t.montant_initial).cast("float64")


def sql_preuve(indicateur: Indicateur) -> str:
    """Give the query of one proof: cle, etat, montant, and whether the amount is usable."""
    tables = declare_tables(SUFFIXE)
    contrats = enrich_contrats(tables, (indicateur,))
    t = contrats.filter(is_in_population(contrats, indicateur.population))
    lignes = t.select(
        "cle",
        etat=_etat(t, indicateur),
        montant=_montant(t, indicateur),
        pese=t.montant_utile.notnull(),
    )
    return str(ibis.to_sql(lignes, dialect="duckdb"))
