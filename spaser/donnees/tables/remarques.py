"""What to say of a table that was read: where, what was read, what is wrong, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

REMARQUES_MAX: Final = 500  # every remark is counted; only the first ones keep their place


class Gravite(StrEnum):
    """What a remark costs."""

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
