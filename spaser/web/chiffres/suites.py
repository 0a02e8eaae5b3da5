"""What the apps above offer beside a family of purchases, in the figures of a buyer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class SuiteFamille:
    """Something to read on purchases of a family, named by its label."""

    famille: str
    libelle: str
    adresse: str


_SUITES: Final[list[Callable[[date], Iterator[SuiteFamille]]]] = []


def register_suites(read: Callable[[date], Iterator[SuiteFamille]]) -> None:
    """Declare what is offered, once, when the app starts."""
    _SUITES.append(read)


def read_suites(jour: date) -> dict[str, list[SuiteFamille]]:
    """Return what is offered on a day, by family."""
    suites: dict[str, list[SuiteFamille]] = {}
    for read in _SUITES:
        for suite in read(jour):
            suites.setdefault(suite.famille, []).append(suite)
    return suites
