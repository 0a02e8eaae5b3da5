"""A base that cannot be written for a while is waited for: one place knows how to tell and wait."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Final

from django.db import OperationalError, connection

# Each try already waits five seconds on SQLite: a minute in all.
_ATTENTES: Final = (0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 5.0, 5.0)
# PostgreSQL: serialization failure, deadlock, lock not available, disk full.
_CODES: Final = frozenset({"40001", "40P01", "55P03", "53100"})
# SQLite: another writer, no room left, a disk that takes nothing.
_DITS: Final = ("locked", "disk is full", "disk I/O error", "readonly database")
_PLEINS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def is_verrou(erreur: BaseException | None) -> bool:
    """Tell whether the base could not be written for now: the same thing may work in a moment."""
    if not isinstance(erreur, OperationalError):
        return False
    if getattr(erreur.__cause__, "sqlstate", None) in _CODES:
        return True
    return connection.vendor == "sqlite" and any(dit in str(erreur) for dit in _DITS)


def is_plein(erreur: BaseException | None) -> bool:
    """Tell whether a disk had no room for a file, or takes none."""
    return isinstance(erreur, OSError) and erreur.errno in _PLEINS


def patient[**P, T](fonction: Callable[P, T]) -> Callable[P, T]:
    """Try again what a lock refused; not inside a transaction, which is to be begun again whole."""

    @wraps(fonction)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        for attente in _ATTENTES:
            try:
                return fonction(*args, **kwargs)
            except OperationalError as erreur:
                if connection.in_atomic_block or not is_verrou(erreur):
                    raise
            time.sleep(attente)
        return fonction(*args, **kwargs)

    return wrapped


_PRESSE: Final = 50  # milliseconds


@contextmanager
def hurry() -> Iterator[None]:
    """Hardly wait for another writer: around what a page that is read may leave unwritten."""
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            avant = curseur.execute("PRAGMA busy_timeout").fetchone()[0]
            reglage = "PRAGMA busy_timeout="
        else:
            reglage, avant = "SET lock_timeout=", "DEFAULT"
        curseur.execute(f"{reglage}{_PRESSE}")
        try:
            yield
        finally:
            curseur.execute(f"{reglage}{avant}")
