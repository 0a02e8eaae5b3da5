"""A base that somebody else holds: for real by another connection, or as each write is told."""

import sqlite3
from contextlib import contextmanager

import psycopg
from django.db import OperationalError, connection

_ECRITURES = ("INSERT", "UPDATE", "DELETE")


class Ecrivain:
    """Holds the base while others try to write, for so many waits."""

    def __init__(self, essais):
        self.reste = essais
        self.lien = _open_autre()

    def wait(self, _secondes):
        """Stand in for the wait of who finds the base locked."""
        self.reste -= 1
        if self.reste == 0:
            self.free()

    def free(self):
        """Let others write."""
        self.lien.execute("ROLLBACK")


def _open_autre():
    """Take what keeps every other connection from writing."""
    if connection.vendor == "sqlite":
        lien = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        lien.execute("BEGIN IMMEDIATE")
        return lien
    lien = psycopg.connect(**connection.get_connection_params(), autocommit=True)
    tables = ", ".join(f'"{nom}"' for nom in connection.introspection.table_names())
    lien.execute("BEGIN")
    lien.execute(f"LOCK TABLE {tables} IN SHARE MODE")
    return lien


def hurry():
    """Have a locked base told at once: what waits in the base itself is not what is tried."""
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "sqlite":
        options["timeout"] = 0.001
    else:
        options["options"] = "-c lock_timeout=1ms"
    connection.close()


@contextmanager
def refused_writes():
    """Have this very connection told that the base is locked, whatever it writes."""

    def refuse(execute, sql, params, many, context):
        if sql.startswith(_ECRITURES):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
