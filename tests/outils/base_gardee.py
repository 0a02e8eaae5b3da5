"""The base of the tests, migrated once and kept between runs: a copy takes a tenth of the time.

It is kept under the print of every migration, with pytest's own cache: the file of SQLite, or what
`pg_dump` writes of PostgreSQL. Django's `migrate` still runs on the copy: it finds nothing left to
apply, and does what follows migrations.
"""

import hashlib
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import django
from django.apps import apps
from django.db import connection
from django.db.backends.signals import connection_created

from tests.site.postgresql import find_outils

_BASE_ESSAIS = "test_"  # how Django begins its name; others are opened on the way, to make it


def find_gardee(cache):
    """Return where the base is kept; nothing where there is no cache."""
    if cache is None:
        return None
    return cache.mkdir("bases") / f"{_print_migrations()}.{connection.vendor}"


def start_from(gardee):
    """Fill the base of the tests, empty until its first connection, with what was kept."""

    def fill(connection, **_):
        if connection.vendor == "sqlite":
            connection_created.disconnect(fill)
            with closing(sqlite3.connect(gardee)) as copie:
                copie.backup(connection.connection)
        elif (connection.settings_dict["NAME"] or "").startswith(_BASE_ESSAIS):
            connection_created.disconnect(fill)
            _run_outil("psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={gardee}")

    if gardee and gardee.exists():
        connection_created.connect(fill, weak=False)


def keep(gardee):
    """Keep the base just made, in the place of those of former migrations."""
    if not gardee or gardee.exists():
        return
    for ancienne in gardee.parent.glob(f"*{gardee.suffix}"):
        ancienne.unlink(missing_ok=True)
    connection.ensure_connection()
    brouillon = gardee.with_suffix(f".{os.getpid()}")
    if connection.vendor == "sqlite":
        brouillon.write_bytes(connection.connection.serialize())
    else:
        _run_outil("pg_dump", "--no-owner", f"--file={brouillon}")
    brouillon.replace(gardee)


def _run_outil(nom, *options):
    """Run a tool of the server on the base of this connection."""
    acces = connection.connection.info
    outil = find_outils(connection.pg_version // 10_000) / nom
    subprocess.run([outil, *options, f"--dbname={acces.dsn}"], check=True, capture_output=True)


def _print_migrations():
    empreinte = hashlib.sha256(django.__version__.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        for fichier in sorted(Path(app.path).glob("migrations/*.py")):
            empreinte.update(f"{app.label} {fichier.name} ".encode() + fichier.read_bytes())
    return empreinte.hexdigest()[:32]
