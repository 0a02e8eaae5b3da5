"""Reads the duties: those of the files, as the programme team has edited them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from spaser.metier.obligations.modele import Obligation, date_obligation
from spaser.web.editorial.selectors import read_contenus, read_version
from spaser.web.obligations.textes import OBLIGATIONS


def read_obligations(jour: date) -> tuple[Obligation, ...]:
    """Return the duties to show on a day."""
    return _date(read_version(OBLIGATIONS, jour), jour)


@lru_cache(maxsize=4)
def _date(version: str, jour: date) -> tuple[Obligation, ...]:
    """Date every duty once; `version` names what is read."""
    return tuple(date_obligation(o, jour) for o in read_contenus(OBLIGATIONS, jour))


def find_obligation(code: str, jour: date) -> Obligation | None:
    """Return a duty as it is shown on a day."""
    return next((o for o in read_obligations(jour) if o.code == code), None)
