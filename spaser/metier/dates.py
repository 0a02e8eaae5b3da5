"""Dates as public pages give them: a year, a month, or a day; the clock of this site."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Final, Self
from zoneinfo import ZoneInfo

PARIS: Final = ZoneInfo("Europe/Paris")
MOTIF_DATE: Final = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_DATE: Final = re.compile(MOTIF_DATE)
_MOIS: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)


class DatePartielle(str):
    """A date known to the year (`2023`), the month (`2023-06`) or the day (`2023-06-15`).

    It is its own text: it sorts, compares and is stored as such.
    """

    __slots__ = ()

    def __new__(cls, texte: str) -> Self:
        """Refuse a text that is no date."""
        if not is_date_partielle(texte):
            message = f"« {texte} » n’est ni une année, ni un mois, ni un jour."
            raise ValueError(message)
        return super().__new__(cls, texte)

    @property
    def debut(self) -> date:
        """Return the first day it may mean."""
        annee, mois, jour = self._parts()
        return date(annee, mois or 1, jour or 1)

    @property
    def fin(self) -> date:
        """Return the last day it may mean."""
        annee, mois, jour = self._parts()
        dernier = calendar.monthrange(annee, mois or 12)[1]
        return date(annee, mois or 12, jour or dernier)

    @property
    def libelle(self) -> str:
        """Return the date as a reader says it: `2023`, `juin 2023`, `15 juin 2023`."""
        annee, mois, jour = self._parts()
        if not mois:
            return str(annee)
        nom = f"{_MOIS[mois - 1]} {annee}"
        if not jour:
            return nom
        return f"1er {nom}" if jour == 1 else f"{jour} {nom}"

    def _parts(self) -> tuple[int, int, int]:
        annee, mois, jour = [*map(int, self.split("-")), 0, 0][:3]
        return annee, mois, jour


def is_date_partielle(texte: str) -> bool:
    """Say whether a text is a year, a month or a day of the calendar (not the 30th of February)."""
    if not _DATE.fullmatch(texte) or texte.startswith("0000"):
        return False
    annee, *reste = map(int, texte.split("-"))
    if len(reste) < 2:  # noqa: PLR2004 - a day needs a month and a day
        return True
    return reste[1] <= calendar.monthrange(annee, reste[0])[1]
