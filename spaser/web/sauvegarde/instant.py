"""One moment of a database, held for as long as it is read and copied."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from spaser.web.socle.fichiers.service import Lecture


@dataclass(frozen=True)
class Instant:
    """A moment of the database: `lit` runs queries on it, `write` copies it whole to a file."""

    version: str
    tables: list[str]
    lit: Lecture
    write: Callable[[Path], None]

    def count(self) -> dict[str, int]:
        return {nom: self._count(nom) for nom in sorted(self.tables)}

    def _count(self, nom: str) -> int:
        [(nombre,)] = self.lit(f'SELECT count(*) FROM "{nom}"')  # noqa: S608 - named by the base
        return int(nombre)
