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


_SUITES: Final[dict[str, Callable[[date], Iterator[SuiteFamille]]]] = {}


def register_suites(nom: str, read: Callable[[date], Iterator[SuiteFamille]]) -> None:
    """Declare what is offered, once, when the app starts."""
    _SUITES[nom] = read


def read_suites(jour: date, *noms: str) -> dict[str, list[SuiteFamille]]:
    """Return what is offered on a day, by family; only by these apps, if some are named."""
    suites: dict[str, list[SuiteFamille]] = {}
    for nom in noms or _SUITES:
        for suite in _SUITES[nom](jour):
            suites.setdefault(suite.famille, []).append(suite)
    return suites
