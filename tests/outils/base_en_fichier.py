"""The base of the tests as a site has it: apart, that another may hold or the disk refuse.

On SQLite it is a file; what is written there is kept until the file goes with its folder.
"""

import contextlib
import sqlite3

from django.db import connection, connections

from tests.outils.base_tenue import Ecrivain
from tests.site.socle.taches.site_reel import open_copie

ATTENTE = 1_500  # milliseconds that a write waits: more than a page may take


@contextlib.contextmanager
def open_fichier(dossier):
    """Copy the base of this run to a file, and have the site read and write there."""
    if connection.vendor == "postgresql":
        with open_copie(dossier), _set(f"lock_timeout={ATTENTE}"):
            yield None
        return
    fichier = dossier / "essai.sqlite3"
    connections["default"].ensure_connection()
    with contextlib.closing(sqlite3.connect(fichier)) as copie:
        connections["default"].connection.backup(copie)
    with _connect(str(fichier)):
        yield fichier


@contextlib.contextmanager
def held(fichier):
    """Hold the base: another writer has begun, and does not end."""
    if connection.vendor == "postgresql":
        ecrivain = Ecrivain(1)
        yield
        ecrivain.free()
        ecrivain.lien.close()
        return
    with contextlib.closing(sqlite3.connect(fichier, isolation_level=None)) as autre:
        autre.execute("BEGIN IMMEDIATE")
        autre.execute("DELETE FROM django_migrations")  # never committed
        yield
        autre.execute("ROLLBACK")


@contextlib.contextmanager
def read_only(fichier):
    """Have the system refuse every write, as that of a full or damaged disk does."""
    if connection.vendor == "postgresql":
        with _set("default_transaction_read_only=on"):
            yield
        return
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


@contextlib.contextmanager
def _set(reglage):
    """Have PostgreSQL told one thing at each connection."""
    options = connections["default"].settings_dict["OPTIONS"]
    avant = options.get("options", "")
    options["options"] = f"{avant} -c {reglage}"
    connections["default"].close()
    try:
        yield
    finally:
        connections["default"].close()
        options["options"] = avant
