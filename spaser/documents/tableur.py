"""CSV for French spreadsheets: semicolon, decimal comma, BOM, and no cell that runs a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, SupportsFloat

from spaser.donnees.tables.cellules import guard_texte

BOM: Final = "\ufeff"

type Cellule = str | float | int | bool | date | None


class Euros(float):
    """An amount: a workbook shows it in euros, to the cent."""


class Part(float):
    """A share of 1: a workbook shows it in per cent."""


def as_euros(montant: SupportsFloat | None) -> Euros | None:
    return None if montant is None else Euros(montant)


def as_part(valeur: float | None) -> Part | None:
    return None if valeur is None else Part(valeur)


def write_csv(entetes: Sequence[str], lignes: Iterable[Sequence[Cellule]]) -> str:
    return "".join(list_lignes_csv(entetes, lignes))


def list_lignes_csv(entetes: Sequence[str], lignes: Iterable[Sequence[Cellule]]) -> Iterator[str]:
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    plume.writerow(entetes)
    yield BOM + tampon.getvalue()
    for ligne in lignes:
        tampon.seek(0)
        tampon.truncate()
        plume.writerow(map(write_cellule_csv, ligne))
        yield tampon.getvalue()


def write_cellule_csv(cellule: Cellule) -> str:
    """Return a cell as text; numbers keep every digit, a text never starts a formula."""
    if cellule is None:
        return ""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, float):
        lu = Decimal(repr(round(float(cellule), 10)))  # its shortest digits, not its binary ones
        return f"{lu:.10f}".rstrip("0").rstrip(".").replace(".", ",")
    if isinstance(cellule, str):
        return guard_texte(cellule)
    return cellule.isoformat() if isinstance(cellule, date) else str(cellule)
