"""Reads the duties: those of the files, as the programme team has edited them."""

from __future__ import annotations

from datetime import date

from spaser.metier.obligations.modele import Obligation, date_obligation
from spaser.web.editorial.selectors import read_contenus
from spaser.web.obligations.textes import OBLIGATIONS


def read_obligations(jour: date) -> tuple[Obligation, ...]:
    """Return the duties to show on a day."""
    return tuple(date_obligation(o, jour) for o in read_contenus(OBLIGATIONS, jour))


def foresee_obligations(aujourd_hui: date, jour: date) -> tuple[Obligation, ...]:
    """Return the duties as the texts shown today leave them on another day."""
    if jour == aujourd_hui:
        return read_obligations(jour)
    return tuple(date_obligation(o, jour) for o in read_contenus(OBLIGATIONS, aujourd_hui))


def find_obligation(code: str, jour: date) -> Obligation | None:
    """Return a duty as it is shown on a day."""
    return next((o for o in read_obligations(jour) if o.code == code), None)
