"""How long the name of a contact person is kept: a rule of this site, told before it acts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

DUREE_ANS: Final = 3  # without any exchange
PREAVIS: Final = timedelta(days=30)


def end_conservation(dernier_contact: date) -> date:
    """Return the day when a person is erased if nobody meets her again."""
    annee = dernier_contact.year + DUREE_ANS
    try:
        return dernier_contact.replace(year=annee)
    except ValueError:  # the 29th of February
        return date(annee, 3, 1)


def is_to_announce(dernier_contact: date, aujourdhui: date) -> bool:
    return aujourdhui >= end_conservation(dernier_contact) - PREAVIS


def is_to_erase(dernier_contact: date, annonce: date | None, aujourdhui: date) -> bool:
    if annonce is None or annonce <= dernier_contact:
        return False
    return aujourdhui >= max(end_conservation(dernier_contact), annonce + PREAVIS)
