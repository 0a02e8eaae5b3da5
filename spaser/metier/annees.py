"""Which civil year a buyer's figures open on, and the years that only stand beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.faits.lecture import read_decompte

_PUBLICATION: Final = "CCP-R2196-1"


@dataclass(frozen=True, slots=True)
class Annees:
    """The year shown, or None when no year is over; what is expected, what stands beside it."""

    montree: int | None
    attendue: int
    entiere: bool = True  # False: the data stop before all of the year shown is published
    suivantes: tuple[int, ...] = ()  # not over, or still being published: never a headline
    a_venir: tuple[int, ...] = ()  # after the current year: a date to correct


def annee_montree(jour: date) -> int:
    delai = int(read_decompte(_PUBLICATION, "delai"))
    return jour.year - 1 if jour.month > delai else jour.year - 2


def choose_annees(
    connues: Iterable[int], aujourdhui: date, date_donnees: date | None = None
) -> Annees:
    """Choose among the years that have contracts: the last whole one.

    Failing that, a year that is over today but not whole in data that stop earlier. A year that is
    not over is never shown first, nor one still to come.
    """
    annees = sorted(set(connues))
    attendue = annee_montree(min(aujourdhui, date_donnees or aujourdhui))
    entieres = [annee for annee in annees if annee <= attendue]
    finies = [annee for annee in annees if annee <= annee_montree(aujourdhui)]
    montree = max(entieres or finies, default=None)
    return Annees(
        montree=montree,
        attendue=attendue,
        entiere=bool(entieres) or montree is None,
        suivantes=tuple(a for a in annees if (montree or 0) < a <= aujourdhui.year),
        a_venir=tuple(a for a in annees if a > aujourdhui.year),
    )
