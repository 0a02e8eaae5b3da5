"""What is wrong in a file, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

type Chemin = tuple[str | int, ...]

MAXIMUM: Final = 50  # more than that, and nobody reads them: the file is of another kind


@dataclass(frozen=True, slots=True)
class ErreurFormat:
    """One fault of a file in the open SPASER format."""

    chemin: Chemin
    lieu: str
    message: str
    correction: str

    @property
    def pointeur(self) -> str:
        """Return the place as a JSON pointer."""
        parties = (str(p).replace("~", "~0").replace("/", "~1") for p in self.chemin)
        return "".join(f"/{partie}" for partie in parties)

    def __str__(self) -> str:
        """Return the whole fault as one sentence or two."""
        return f"{self.lieu} : {self.message} {self.correction}"
