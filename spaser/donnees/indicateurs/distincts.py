"""Counts distinct holders as a plain sum, in the same scan as everything else.

On each contract stands the number of holders met there for the first time by this buyer this
year. Added over the contracts of a buyer and a year, these numbers give the distinct holders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from spaser.donnees.indicateurs.tables import Tables


def _premiers(vus: ir.Table, tables: Tables, nom: str) -> ir.Table:
    """Count, by contract, the values of `qui` for which it is the first of its buyer and year."""
    contrats = tables["marches"].filter(lambda t: t.famille == "marche")
    vus = vus.join(contrats.select("cle", "acheteur_siren", "annee"), "cle")
    premiers = vus.group_by("acheteur_siren", "annee", "qui").aggregate(cle=vus.cle.min())
    return premiers.group_by("cle").aggregate(**{nom: premiers.qui.count()})


def identite(t: ir.Table) -> ir.StringValue:
    """Give who a holder is: its SIREN, else its identifier as published."""
    return ibis.coalesce(t.siren, t.type_identifiant + ":" + t.identifiant)


def compte_titulaires(titulaires: ir.Table, tables: Tables) -> ir.Table:
    """Count the new holders of each contract."""
    vus = titulaires.select("cle", qui=identite(titulaires))
    return _premiers(vus.filter(vus.qui.notnull()), tables, "premiers_titulaires")


def compte_inclusifs(titulaires: ir.Table, tables: Tables, types: tuple[str, ...]) -> ir.Table:
    """Count the new inclusive suppliers of each contract: establishments of the list."""
    liste = tables["ref_inclusion"]
    liste = liste.filter(liste.type.isin(types)).select(inclusif="siret").distinct()
    vus = titulaires.join(liste, titulaires.siret == liste.inclusif)
    return _premiers(vus.select("cle", qui=vus.siret), tables, "premiers_inclusifs")
