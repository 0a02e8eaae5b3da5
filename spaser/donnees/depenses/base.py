"""A connection of its own over the file of lines, bounded in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from spaser.donnees.sql import litteral

type Connexion = duckdb.DuckDBPyConnection

MEMOIRE: Final = "512MB"


@contextmanager
def open_base() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a base of its own; what does not fit in memory goes to a draft folder."""
    with tempfile.TemporaryDirectory(prefix="spaser-depenses-") as brouillon:
        connexion = duckdb.connect(
            config={"threads": 2, "memory_limit": MEMOIRE, "temp_directory": brouillon}
        )
        try:
            yield connexion
        finally:
            connexion.close()


@contextmanager
def open_lignes(chemin: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the lines as the view `depenses`."""
    with open_base() as connexion:
        attach_lignes(connexion, chemin)
        yield connexion


def attach_lignes(connexion: duckdb.DuckDBPyConnection, *chemins: Path) -> None:
    """Show the lines of these files as the view `depenses` of a connection."""
    liste = ", ".join(litteral(str(chemin)) for chemin in chemins)
    connexion.execute(
        f"CREATE OR REPLACE TEMP VIEW depenses AS SELECT * FROM read_parquet([{liste}])"
    )
