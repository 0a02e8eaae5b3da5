"""When the results of a scheme are due, and when to be reminded of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from spaser.grandeurs import add_mois
from spaser.metier.annees import annee_montree

PERIODE: Final = 24
"""The months between two publications: « tous les deux ans » (CCP-L2111-3.indicateurs)."""

RAPPELS: Final = (9, 3, 1)
"""The months before the day when people are reminded."""

NOMBRE: Final = 2
"""The years that a publication covers."""


@dataclass(frozen=True, slots=True)
class Echeance:
    """The day by which to publish, and what it is counted from."""

    jour: date
    depuis: str  # « l’adoption du 12 mars 2024 », or that somebody chose it
    choisie: bool = False

    def is_late(self, aujourdhui: date) -> bool:
        return aujourdhui > self.jour

    def count_mois(self, aujourdhui: date) -> int:
        """Return how many whole months are left; 0 once it is past."""
        mois = (self.jour.year - aujourdhui.year) * 12 + self.jour.month - aujourdhui.month
        return max(0, mois - (self.jour.day < aujourdhui.day))


def propose_echeance(adopte_le: date | None, derniere: date | None) -> date | None:
    """Return two years after the last publication, else after the adoption."""
    depart = derniere or adopte_le
    return add_mois(depart, PERIODE) if depart else None


def find_rappel(echeance: date, aujourdhui: date, faits: Collection[str]) -> str:
    """Return the reminder that is due, « 2027-03-12:9 »; empty when there is none to send.

    When several days have passed at once, as for a date typed late, only the nearest one is sent.
    Nothing is sent once the day itself has passed: the page says that it is late.
    """
    if aujourdhui > echeance:
        return ""
    passes = [mois for mois in RAPPELS if aujourdhui >= add_mois(echeance, -mois)]
    rappel = f"{echeance.isoformat()}:{min(passes)}" if passes else ""
    return "" if rappel in faits else rappel


def choose_annees(aujourdhui: date, derniere: int | None = None) -> tuple[int, ...]:
    """Return the two years to publish: those that follow the last published one, else the latest.

    A year is proposed once it is over and its contracts have had time to be published.
    """
    finie = annee_montree(aujourdhui)
    fin = finie if derniere is None else min(finie, derniere + NOMBRE)
    if derniere is not None and fin <= derniere:
        fin = derniere + NOMBRE
    return tuple(range(fin - NOMBRE + 1, fin + 1))
