"""The file system that shows windows of JSON files to DuckDB, each as an array of its own.

It stands apart: fsspec is loaded by who reads a file of some size.
"""

import itertools
import os
from pathlib import Path
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.spec import AbstractBufferedFile

from spaser.moteur.decp.json.rapide import Fenetre


class FenetresFS(AbstractFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Shows each window to DuckDB as the file `fenetre://<number>.json`, brackets added."""

    protocol = "fenetre"

    def __init__(self) -> None:
        """Serve no window yet."""
        super().__init__(skip_instance_cache=True)
        self._fenetres: dict[str, Fenetre] = {}
        self._numeros = itertools.count()  # windows are added by several workers

    def add(self, fenetre: Fenetre) -> str:
        """Serve one more window; return the name under which DuckDB reads it."""
        nom = f"{self.protocol}://{next(self._numeros):06d}.json"
        self._fenetres[nom] = fenetre
        return nom

    def _window(self, path: str) -> Fenetre:
        return self._fenetres[f"{self.protocol}://{path.rsplit('://', maxsplit=1)[-1]}"]

    def _open(self, path: str, **_: object) -> "_LecteurFenetre":
        return _LecteurFenetre(self, path, self._window(path))

    def info(self, path: str, **_: object) -> dict[str, Any]:
        """Return the size that DuckDB asks for."""
        fenetre = self._window(path)
        return {"name": path, "size": fenetre.fin - fenetre.debut + 2, "type": "file"}

    def glob(self, path: str, **_: object) -> list[str]:
        """Return `path` alone: names hold no pattern."""
        return [path]

    def exists(self, path: str, **_: object) -> bool:
        return path in self._fenetres


class _LecteurFenetre(AbstractBufferedFile):  # type: ignore[misc]  # fsspec has no types
    """The bytes of a window between `[` and `]`, each of which is served by its own read."""

    def __init__(self, systeme: FenetresFS, path: str, fenetre: Fenetre) -> None:
        taille = fenetre.fin - fenetre.debut + 2
        super().__init__(systeme, path, cache_type="none", size=taille)
        self._fichier = Path(fenetre.chemin).open("rb", buffering=0)  # noqa: SIM115 - closed below
        self._debut = fenetre.debut

    def close(self) -> None:
        self._fichier.close()
        super().close()

    def _fetch_range(self, start: int, end: int) -> bytes:
        dernier = self.size - 1
        if start in {0, dernier}:
            return b"]" if start else b"["
        return os.pread(self._fichier.fileno(), min(end, dernier) - start, self._debut + start - 1)
