"""A sheet, what a file may cost, and why it cannot be read as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final

from spaser.erreurs import ErreurSpaser

type Cellules = Sequence[Any]

COLONNES_MAX: Final = 1024  # far beyond any table: a cell further on would cost all the gap
_OCTETS: Final = 1_500_000_000
_CELLULES: Final = 60_000_000
_FEUILLES: Final = 256
_TEXTE: Final = 5  # a text that cells share stays in memory: it counts for several cells


class ErreurTable(ErreurSpaser):
    """A file that is not a readable table; told in French."""


@dataclass(slots=True)
class Budget:
    """What a file may still cost, counted down as it is read; bytes are those of its parts."""

    octets: int = _OCTETS
    cellules: int = _CELLULES
    feuilles: int = _FEUILLES
    demesure: str = "Le classeur est trop gros une fois décompressé."  # told of too many bytes

    def take_octets(self, nombre: int) -> None:
        """Count what is read of a file, once unpacked."""
        self.octets -= nombre
        if self.octets < 0:
            raise ErreurTable(self.demesure)

    def take_feuille(self) -> None:
        """Count a sheet."""
        self.feuilles -= 1
        if self.feuilles < 0:
            raise ErreurTable("Le classeur compte trop de feuilles : gardez celles qui servent.")

    def take_cellules(self, nombre: int) -> None:
        """Count the cells of a row, blanks between them included."""
        self.cellules -= nombre
        if self.cellules < 0:
            raise ErreurTable(
                "Le fichier a trop de cellules : gardez la seule feuille utile, sans lignes ni "
                "colonnes de trop, ou découpez-le."
            )

    def take_texte(self) -> None:
        """Count a text that cells share."""
        self.take_cellules(_TEXTE)


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
