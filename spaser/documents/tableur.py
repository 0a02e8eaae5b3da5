"""CSV for French spreadsheets: semicolon, decimal comma, BOM, and no cell that runs a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

BOM: Final = "\ufeff"
_DECLENCHEURS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")

type Cellule = str | float | int | bool | date | None


def write_csv(entetes: Sequence[str], lignes: Iterable[Sequence[Cellule]]) -> str:
    """Return the text of a CSV file."""
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    plume.writerow(entetes)
    plume.writerows([write_cellule_csv(cellule) for cellule in ligne] for ligne in lignes)
    return BOM + tampon.getvalue()


def write_cellule_csv(cellule: Cellule) -> str:
    """Return a cell as text; numbers keep every digit, a text never starts a formula."""
    if cellule is None:
        return ""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, float):
        return f"{cellule:.10f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(cellule, str):
        return f"'{cellule}" if _runs_formula(cellule) else cellule
    return cellule.isoformat() if isinstance(cellule, date) else str(cellule)


def read_texte(cellule: str) -> str:
    """Return a text as it was before `format_cellule` kept it from running a formula."""
    garde = cellule[:1] == "'" and _runs_formula(cellule[1:])
    return cellule[1:] if garde else cellule


def _runs_formula(texte: str) -> bool:
    """Tell a text that a spreadsheet may run, or that looks like one already kept from it."""
    return texte.lstrip("' ").startswith(_DECLENCHEURS)
