"""A sheet, what a file may cost, why it cannot be read as a table, and what to say of its lines."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, islice
from typing import Any, Final, NamedTuple

from spaser.elements import ErreurSpaser

type Cellules = Sequence[Any]

COLONNES_MAX: Final = 1024  # far beyond any table: a row is as wide as its last cell
TEXTE: Final = 5  # a text that cells share counts as so many: it stays in memory

# What the parts of a damaged archive raise; RuntimeError, of one that a password protects.
ILLISIBLES: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError)


class ErreurTable(ErreurSpaser):
    """A file that is not a readable table; told in French."""


# What a file may cost that somebody waits for, in front of a page.
OCTETS_PAGE: Final = 60 * 1024 * 1024
CELLULES_PAGE: Final = 1_000_000


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


class SansResultat(str):
    """A formula whose result the file does not hold, or the error that it gave."""

    __slots__ = ()


class Fusion(NamedTuple):
    """A cell that covers rows below its own: its column, its first row, its last one."""

    colonne: int
    haut: int
    bas: int


@dataclass(slots=True)
class Feuille:
    """A sheet: rows numbered as the spreadsheet does. A CSV is one sheet, without name.

    `fusions` is known once the rows are read: formats tell it after them.
    """

    nom: str | None
    lignes: Iterator[tuple[int, Cellules]]
    masquee: bool = False
    fusions: list[Fusion] = field(default_factory=list)

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


REMARQUES_MAX: Final = 500  # every remark is counted; only the first ones keep their place


class Gravite(StrEnum):
    ECARTEE = "ecartee"  # the line was not read
    SIGNALEE = "signalee"  # the line was read without that value, or with a doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarque:
    """A line that asks for a look; `motif` is the code of what is wrong where a list names it."""

    ligne: int | None  # as a spreadsheet numbers it, from 1
    colonne: str = ""  # its letter, or its title as the file writes it
    valeur: str = ""
    probleme: str = ""
    remede: str = ""
    motif: str = ""
    fichier: str = ""  # where several are read together
    feuille: str | None = None
    gravite: Gravite = Gravite.SIGNALEE

    @property
    def lieu(self) -> str:
        """Return where it is, as the spreadsheet names it: « ligne 12, colonne B »."""
        return ", ".join(filter(None, (f"ligne {self.ligne}", self.colonne)))


class CelluleIllisible(ValueError):
    """A cell that cannot be read: what is wrong, and the fix, in French."""

    def __init__(self, probleme: str, remede: str) -> None:
        super().__init__(probleme)
        self.remede = remede
