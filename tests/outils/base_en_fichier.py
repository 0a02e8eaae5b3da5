"""The base of the tests as a site has it: a file, that another process may hold or the disk refuse.

What is written there is kept until the file goes with its folder.
"""

import contextlib
import sqlite3

from django.db import connections

ATTENTE = 1_500  # milliseconds that a write waits: more than a page may take


@contextlib.contextmanager
def open_fichier(dossier):
    """Copy the base of this run to a file, and have the site read and write there."""
    fichier = dossier / "essai.sqlite3"
    connections["default"].ensure_connection()
    with contextlib.closing(sqlite3.connect(fichier)) as copie:
        connections["default"].connection.backup(copie)
    with _connect(str(fichier)):
        yield fichier


@contextlib.contextmanager
def held(fichier):
    """Hold the base: another writer has begun, and does not end."""
    with contextlib.closing(sqlite3.connect(fichier, isolation_level=None)) as autre:
        autre.execute("BEGIN IMMEDIATE")
        autre.execute("DELETE FROM django_migrations")  # never committed
        yield
        autre.execute("ROLLBACK")


@contextlib.contextmanager
def read_only(fichier):
    """Have the system refuse every write, as that of a full or damaged disk does."""
    with _connect(f"file:{fichier}?mode=ro"):
        yield


@contextlib.contextmanager
def _connect(nom):
    avant = connections["default"]
    options = avant.settings_dict["OPTIONS"]
    ordres = f"{options['init_command']} PRAGMA busy_timeout={ATTENTE};"
    reglages = avant.settings_dict | {
        "NAME": nom,
        "OPTIONS": options | {"init_command": ordres},
    }
    connections["default"] = type(avant)(reglages, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = avant
