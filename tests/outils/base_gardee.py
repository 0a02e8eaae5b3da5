"""The base of the tests, migrated once and kept between runs: a copy takes a tenth of the time.

It is kept under the print of every migration, with pytest's own cache. Django's `migrate` still
runs on the copy: it finds nothing left to apply, and does what follows migrations.
"""

import hashlib
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import django
from django.apps import apps
from django.db import connection
from django.db.backends.signals import connection_created


def find_gardee(cache):
    """Return where the base is kept; nothing where there is no cache, nor on PostgreSQL."""
    if cache is None or connection.vendor != "sqlite":
        return None
    return cache.mkdir("bases") / f"{_print_migrations()}.sqlite3"


def start_from(gardee):
    """Fill the base of the tests, empty until its first connection, with what was kept."""

    def fill(connection, **_):
        connection_created.disconnect(fill)
        with closing(sqlite3.connect(gardee)) as copie:
            copie.backup(connection.connection)

    if gardee and gardee.exists():
        connection_created.connect(fill, weak=False)


def keep(gardee):
    """Keep the base just made, in the place of those of former migrations."""
    if not gardee or gardee.exists():
        return
    for ancienne in gardee.parent.glob("*.sqlite3"):
        ancienne.unlink(missing_ok=True)
    connection.ensure_connection()
    brouillon = gardee.with_suffix(f".{os.getpid()}")
    brouillon.write_bytes(connection.connection.serialize())
    brouillon.replace(gardee)


def _print_migrations():
    empreinte = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for fichier in sorted(Path(app.path).glob("migrations/*.py")):
            empreinte.update(f"{app.label} {fichier.name} ".encode() + fichier.read_bytes())
    return empreinte.hexdigest()[:32]
