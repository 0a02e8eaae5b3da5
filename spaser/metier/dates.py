"""Dates as public pages give them: a year, a month, or a day; the clock of this site."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
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


# Days on which people work.

_FERIES: Final = frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)})
_APRES_PAQUES: Final = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
_SAMEDI: Final = 5


def find_paques(annee: int) -> date:
    """Return Easter Sunday (Meeus, for the Gregorian calendar)."""
    siecle, reste = divmod(annee, 100)
    lune = (19 * (annee % 19) + siecle - siecle // 4 - (8 * siecle + 13) // 25 + 15) % 30
    lune -= (annee % 19 + 11 * lune) // 319
    semaine = (2 * (siecle % 4) + 2 * (reste // 4) - reste % 4 - lune + 32) % 7
    mois = (lune + semaine + 90) // 25
    return date(annee, mois, (lune + semaine + mois + 19) % 32)


def is_ouvre(jour: date) -> bool:
    """Say whether it is neither a week-end nor a public holiday of France."""
    return (
        jour.weekday() < _SAMEDI
        and (jour.month, jour.day) not in _FERIES
        and (jour - find_paques(jour.year)).days not in _APRES_PAQUES
    )


def find_ouvre(jour: date) -> date:
    """Return this day, or the first working day after it."""
    while not is_ouvre(jour):
        jour += timedelta(days=1)
    return jour
