"""Django's SQLite engine, with timed transactions."""

from django.db.backends.sqlite3 import base

from spaser.site.socle.bases.durees import Chronometree


class DatabaseWrapper(Chronometree, base.DatabaseWrapper):
    """Loaded by Django, by this name."""
