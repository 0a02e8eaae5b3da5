"""What an answer costs: the API is limited by the work it gives, not by how often it is asked.

A point is the work of one sheet: as much as ten rows of a list or of an export, or as sending a
megabyte of a file that is kept. What the program already has costs nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest

BUDGET: Final = 2_000
PERIODE: Final = timedelta(minutes=10)
LIGNES_PAR_POINT: Final = 10
OCTETS_PAR_POINT: Final = 1_000_000
_POINTS: Final = "_points"  # kept with the request


def count_lignes(request: HttpRequest, nombre: int) -> None:
    _add(request, nombre // LIGNES_PAR_POINT)


def count_octets(request: HttpRequest, nombre: int) -> None:
    """Add the cost of sending a file that is kept."""
    _add(request, nombre // OCTETS_PAR_POINT)


def read_cout(request: HttpRequest) -> int:
    """Return what an answer costs: one point, and what was added."""
    return 1 + int(request.__dict__.get(_POINTS, 0))


def _add(request: HttpRequest, points: int) -> None:
    request.__dict__[_POINTS] = request.__dict__.get(_POINTS, 0) + points
