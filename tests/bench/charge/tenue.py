"""Holds the base of a site for writing, again and again; others may read meanwhile.

    python -m tests.bench.charge.tenue 14 10        held for 14 seconds, free for 10

Each change is said on a line.
"""

from __future__ import annotations

import sys
import time

import django


def main() -> None:
    """Hold, let go, until this program is ended."""
    django.setup()
    from django.db import OperationalError, connection  # noqa: PLC0415 - once there are settings

    tenue, libre = map(float, sys.argv[1:])
    gestes = ["BEGIN IMMEDIATE"]
    if connection.vendor == "postgresql":
        tables = ", ".join(f'"{nom}"' for nom in connection.introspection.table_names())
        gestes = ["BEGIN", f"LOCK TABLE {tables} IN EXCLUSIVE MODE"]
    while True:
        with connection.cursor() as curseur:
            try:
                for geste in gestes:
                    curseur.execute(geste)
            except OperationalError:
                connection.close()
                time.sleep(1)
                continue  # others write
            sys.stdout.write("tenue\n")
            sys.stdout.flush()
            time.sleep(tenue)
            curseur.execute("ROLLBACK")
        sys.stdout.write("libre\n")
        sys.stdout.flush()
        time.sleep(libre)


if __name__ == "__main__":
    main()
