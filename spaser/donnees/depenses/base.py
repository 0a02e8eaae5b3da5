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
def open_lignes(chemin: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the lines as the view `depenses`; what does not fit in memory goes to a draft folder."""
    with tempfile.TemporaryDirectory(prefix="spaser-depenses-") as brouillon:
        connexion = duckdb.connect(
            config={"threads": 2, "memory_limit": MEMOIRE, "temp_directory": brouillon}
        )
        try:
            attach_lignes(connexion, chemin)
            yield connexion
        finally:
            connexion.close()


def attach_lignes(connexion: duckdb.DuckDBPyConnection, chemin: Path) -> None:
    """Show the lines as the view `depenses` of a connection."""
    connexion.execute(
        "CREATE OR REPLACE TEMP VIEW depenses AS "
        f"SELECT * FROM read_parquet({litteral(str(chemin))})"
    )
