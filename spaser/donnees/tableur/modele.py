"""A sheet, and why a file cannot be read as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

type Cellules = Sequence[Any]

LIGNES_MAX: Final = 1_100_000  # a sheet; a workbook holds 1 048 576 at most
OCTETS_MAX: Final = 1_500_000_000  # read, or unpacked


class ErreurTableur(ValueError):
    """A file that is not a readable table; the message is for the user, in French."""


@dataclass(frozen=True, slots=True)
class Feuille:
    """A sheet: rows numbered as the spreadsheet does. A CSV is one sheet, without name."""

    nom: str | None
    lignes: Iterator[tuple[int, Cellules]]
