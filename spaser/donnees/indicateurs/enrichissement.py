"""Adds to each contract the facts that live in other tables, and only those asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from spaser.donnees.indicateurs import complements, territoires
from spaser.donnees.indicateurs.rapprochements import RAPPROCHEMENTS, ajoute_rapprochements

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir

    from spaser.donnees.indicateurs.tables import Tables


@dataclass(frozen=True, slots=True)
class Apport:
    """Columns brought by one step, and the lists it needs."""

    faits: frozenset[str]
    referentiels: frozenset[str]
    ajoute: Callable[[ir.Table, Tables], ir.Table]


APPORTS: Final = (
    Apport(
        frozenset(territoires.TERRITOIRES),
        territoires.REFERENTIELS,
        territoires.ajoute_territoires,
    ),
    Apport(frozenset({"seuil_ue"}), frozenset({"ref_seuils"}), complements.ajoute_seuil),
    Apport(frozenset({"nb_actes", "montant_actes"}), frozenset(), complements.ajoute_actes),
)


_BESOINS: Final = (
    *((r.faits, r.referentiels) for r in RAPPROCHEMENTS),
    *((a.faits, a.referentiels) for a in APPORTS),
)


def referentiels_de(faits: frozenset[str]) -> frozenset[str]:
    """Give the lists needed to know these facts."""
    return frozenset(liste for apportes, listes in _BESOINS if apportes & faits for liste in listes)


def enrichir(tables: Tables, faits: frozenset[str]) -> ir.Table:
    """Give `marches` with the facts asked for; the number of rows never changes."""
    marches = ajoute_rapprochements(tables["marches"], tables, faits)
    for apport in APPORTS:
        if apport.faits & faits:
            marches = apport.ajoute(marches, tables)
    return marches
