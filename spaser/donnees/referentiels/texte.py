"""Durations as the lists write them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Final

from spaser.lettres import fold_mots

_DUREE: Final = re.compile(r"(\d{1,3})(?:\.0)? ?(ans?|annees?|mois)?")
_ANNEES_MAX: Final = 10  # a bare number over this is a number of months


def read_duree(valeur: object) -> int | None:
    """Read a duration in months: `5 ans`, `60 mois`, or a bare number (years up to ten)."""
    trouve = _DUREE.fullmatch(fold_mots(valeur).removesuffix(" 0"))
    if not trouve:
        return None
    nombre, unite = int(trouve[1]), trouve[2]
    if unite == "mois" or (unite is None and nombre > _ANNEES_MAX):
        return nombre or None
    return nombre * 12 or None


def add_months(jour: date, mois: int) -> date:
    """Give the same day some months later; the last day of the month when there is no such day."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    return date(annee, rang + 1, min(jour.day, monthrange(annee, rang + 1)[1]))
