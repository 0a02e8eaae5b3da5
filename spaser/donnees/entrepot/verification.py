"""The assertions that a version must pass before it serves: one sentence of SQL a file.

Each query returns the rows that break the assertion; the file's name says what must be true.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import duckdb

from spaser.erreurs import ErreurSpaser


class VersionFausse(ErreurSpaser):
    """A version does not pass an assertion: it is not put in force."""


def list_assertions() -> Iterator[tuple[str, str]]:
    """Yield each assertion: its name and its SQL."""
    dossier = resources.files("spaser.donnees.entrepot") / "assertions"
    for fichier in sorted(dossier.iterdir(), key=lambda f: f.name):
        if fichier.name.endswith(".sql"):
            yield fichier.name.removesuffix(".sql"), fichier.read_text(encoding="utf-8")


def check(connexion: duckdb.DuckDBPyConnection) -> None:
    """Run every assertion.

    Raises:
        VersionFausse: an assertion returned a row.

    """
    for nom, requete in list_assertions():
        exemple = connexion.execute(requete).fetchone()
        if exemple is not None:
            raise VersionFausse(
                f"L'entrepôt construit ne respecte pas la règle « {nom} » (exemple : {exemple}).",
                "L'entrepôt précédent reste en service ; signalez ce fichier à l'équipe.",
            )
