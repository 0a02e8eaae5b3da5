"""Writes the SQL of proofs: what became of each contract of an indicator's population.

It comes from the same expressions as the figures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import ibis

from spaser.donnees.indicateurs.agregats import appartient
from spaser.donnees.indicateurs.calcul import contrats_enrichis
from spaser.donnees.indicateurs.tables import tables_declarees

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from spaser.donnees.indicateurs.contrats import Contrats
    from spaser.donnees.indicateurs.definition import Indicateur

SUFFIXE: Final = "_choisis"
"""Proofs read marches_choisis, titulaires_choisis…: the rows of one buyer and year."""


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


def fragment_sql(indicateur: Indicateur) -> str:
    """Give the query of one proof: cle, etat, montant, and whether the amount is usable."""
    tables = tables_declarees(SUFFIXE)
    contrats = contrats_enrichis(tables, (indicateur,))
    t = contrats.filter(appartient(contrats, indicateur.population))
    lignes = t.select(
        "cle",
        etat=_etat(t, indicateur),
        montant=_montant(t, indicateur),
        pese=t.montant_utile.notnull(),
    )
    return str(ibis.to_sql(lignes, dialect="duckdb"))
