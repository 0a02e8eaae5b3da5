"""A sheet, what a file may cost, and why it cannot be read as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

from spaser.erreurs import ErreurSpaser

type Cellules = Sequence[Any]

COLONNES_MAX: Final = 1024  # far beyond any table: a cell further on would cost all the gap
TEXTE: Final = 5  # cells that a text weighs when they share it: it stays in memory


class ErreurTable(ErreurSpaser):
    """A file that is not a readable table; told in French."""


@dataclass(slots=True)
class Budget:
    """What a file may still cost, counted down as it is read; bytes are those of its parts."""

    octets: int = 1_500_000_000
    cellules: int = 60_000_000
    feuilles: int = 256
    demesure: str = "Le classeur est trop gros une fois décompressé."  # told of too many bytes

    def take(self, *, octets: int = 0, feuilles: int = 0, cellules: int = 0) -> None:
        """Count bytes once unpacked, sheets, cells and the blanks between them."""
        self.octets -= octets
        self.feuilles -= feuilles
        self.cellules -= cellules
        if self.octets < 0:
            raise ErreurTable(self.demesure)
        if self.feuilles < 0:
            raise ErreurTable("Le classeur compte trop de feuilles : gardez celles qui servent.")
        if self.cellules < 0:
            raise ErreurTable(
                "Le fichier a trop de cellules : gardez la seule feuille utile, sans lignes ni "
                "colonnes de trop, ou découpez-le."
            )


@dataclass(slots=True)
class Feuille:
    """A sheet: rows numbered as the spreadsheet does. A CSV is one sheet, without name."""

    nom: str | None
    lignes: Iterator[tuple[int, Cellules]]

    def look(self, nombre: int) -> list[tuple[int, Cellules]]:
        """Return the first rows; they are still to be read."""
        debut = list(islice(self.lignes, nombre))
        self.lignes = chain(debut, self.lignes)
        return debut


def refuse_colonne(feuille: str | None, ligne: int, colonne: str) -> ErreurTable:
    """Return the refusal of a cell so far on the right that it belongs to no table."""
    ou = f"Feuille « {feuille} », ligne {ligne}" if feuille else f"Ligne {ligne}"
    return ErreurTable(
        f"{ou} : une cellule est remplie en colonne {colonne}, loin de tout tableau "
        f"({COLONNES_MAX} colonnes au plus). Videz-la, enregistrez, puis envoyez de nouveau."
    )
