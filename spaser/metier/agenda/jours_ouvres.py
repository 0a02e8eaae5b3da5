"""Days on which people work, for an event to be set on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

_FERIES: Final = frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)})
_APRES_PAQUES: Final = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
_SAMEDI: Final = 5


def _find_paques(annee: int) -> date:
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
        and (jour - _find_paques(jour.year)).days not in _APRES_PAQUES
    )


def find_ouvre(jour: date) -> date:
    while not is_ouvre(jour):
        jour += timedelta(days=1)
    return jour
