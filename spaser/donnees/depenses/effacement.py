"""Taking the lines of a year out of what was read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from spaser.donnees.depenses.base import open_lignes
from spaser.donnees.depenses.modele import Somme
from spaser.donnees.sql import litteral


def drop_annee(chemin: Path, annee: int) -> Somme:
    """Write the lines again without those of a year; return what is left."""
    with tempfile.TemporaryDirectory(prefix=".depenses-", dir=chemin.parent) as travail:
        reste = Path(travail) / "reste.parquet"
        with open_lignes(chemin) as connexion:
            connexion.execute(
                f"COPY (SELECT * FROM depenses WHERE annee IS DISTINCT FROM {int(annee)}) "
                f"TO {litteral(str(reste))} (FORMAT parquet, COMPRESSION zstd)"
            )
            [(lignes, centimes)] = connexion.execute(
                "SELECT count(*), coalesce(sum(lu), 0)::BIGINT "
                f"FROM read_parquet({litteral(str(reste))})"
            ).fetchall()
        reste.replace(chemin)
    return Somme(lignes, centimes)
