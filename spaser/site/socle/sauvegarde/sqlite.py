"""SQLite: copied page by page while others write, from one moment that a reading holds."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connections

from spaser.elements import ErreurSpaser
from spaser.site.socle.sauvegarde.archive import Instant

FICHIER: Final = "base.sqlite3"
_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
_SUITES: Final = ("-wal", "-shm", "-journal")


def find_base() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])


@contextmanager
def hold_instant() -> Iterator[Instant]:
    """Hold the database as it is now: what is written from now on is not seen."""
    chemin = find_base()
    if not chemin.is_file():
        raise ErreurSpaser(
            f"Il n’y a pas de base à sauvegarder : {chemin}.", "Voyez SPASER_DOSSIER."
        )
    with closing(_open(chemin)) as connexion:
        connexion.execute("BEGIN")
        yield _make_instant(connexion)


@contextmanager
def read_restored(chemin: Path) -> Iterator[Instant]:
    """Read a database put back, once its pages are known to be sound."""
    with closing(_open(chemin)) as connexion:
        [(etat,)] = connexion.execute("PRAGMA integrity_check(1)").fetchall()
        if etat != "ok":
            raise ErreurSpaser(
                f"La base de cette sauvegarde est abîmée ({etat}).", "Prenez une autre sauvegarde."
            )
        yield _make_instant(connexion)


def _open(chemin: Path) -> sqlite3.Connection:
    connexion = sqlite3.connect(chemin, isolation_level=None)
    connexion.execute("PRAGMA busy_timeout = 60000")
    return connexion


def _make_instant(connexion: sqlite3.Connection) -> Instant:
    def lit(requete: str) -> list[tuple[Any, ...]]:
        return connexion.execute(requete).fetchall()

    def write(cible: Path) -> None:
        with closing(sqlite3.connect(cible)) as copie:
            connexion.backup(copie)

    tables = [nom for (nom,) in lit(_TABLES)]  # this first reading fixes the moment
    return Instant(sqlite3.sqlite_version, tables, lit, write)


def is_empty() -> bool:
    """Tell whether there is no database yet."""
    chemin = find_base()
    return not chemin.exists() or not chemin.stat().st_size


def load(fichier: Path) -> None:
    connections["default"].close()
    cible = find_base()
    for suite in _SUITES:
        cible.with_name(cible.name + suite).unlink(missing_ok=True)
    shutil.move(fichier, cible)
    cible.chmod(0o600)


@contextmanager
def read_loaded() -> Iterator[Instant]:
    with read_restored(find_base()) as instant:
        yield instant


@contextmanager
def make_aside(dossier: Path) -> Iterator[str]:
    """Give the address of an empty database aside: none, its folder is enough."""
    del dossier
    yield ""
