"""National values that a buyer may set its own beside, each with the base it was counted on."""

from __future__ import annotations

from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.metier.sources import Source


class Repere(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A national share of one year; never the same base as a buyer's figure."""

    indicateur: str
    annee: int
    part: float
    base: str
    source: Source


@cache
def load_reperes() -> tuple[Repere, ...]:
    """Return every national value, by year."""
    return read_contenu("reperes/nationaux.json", tuple[Repere, ...])


def list_reperes(indicateur: str) -> list[Repere]:
    """Return the national values of an indicator, the latest first."""
    trouves = [repere for repere in load_reperes() if repere.indicateur == indicateur]
    return sorted(trouves, key=lambda repere: -repere.annee)
