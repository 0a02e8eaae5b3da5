"""Waiting for a database that takes no write for a while: how to tell it, and how long to wait."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore
from typing import Final

from django.conf import settings
from django.db import OperationalError, connection

# Each try already waits five seconds on SQLite: a minute in all.
_ATTENTES: Final = (0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 5.0, 5.0)
# What somebody waits for: each try of a web process takes two seconds, fifteen in all.
_ATTENTES_DEMANDE: Final = (0.1, 0.4, 0.5, 1.0, 1.0)
# Half the threads of a process wait, for the database or for a site of outside; the others read.
_PLACES: Final = BoundedSemaphore(max(1, settings.FILS // 2))
# PostgreSQL: serialization failure, deadlock, lock not available. SQLite: another writer.
_TENUE: Final = frozenset({"40001", "40P01", "55P03"}), ("locked",)
# The same of a disk: no room left, or it takes nothing.
_PLEINE: Final = (
    frozenset({"53100", "25006"}),
    ("disk is full", "disk I/O error", "readonly database"),
)
_PLEINS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def is_verrou(erreur: BaseException | None) -> bool:
    """Tell whether another writer held the database: the same thing may work in a moment."""
    return _is_dite(erreur, *_TENUE)


def is_plein(erreur: BaseException | None) -> bool:
    """Tell whether a disk had no room for a file or for the database, or takes none."""
    if isinstance(erreur, OSError):
        return erreur.errno in _PLEINS
    return _is_dite(erreur, *_PLEINE)


def is_passagere(erreur: BaseException | None) -> bool:
    """Tell whether nothing can be written for now: it is no fault of what was to be."""
    return is_verrou(erreur) or is_plein(erreur)


def _is_dite(erreur: BaseException | None, codes: Collection[str], mots: Iterable[str]) -> bool:
    if not isinstance(erreur, OperationalError):
        return False
    if connection.vendor == "sqlite":
        return any(mot in str(erreur) for mot in mots)
    return getattr(erreur.__cause__, "sqlstate", None) in codes


def patient[**P, T](fonction: Callable[P, T]) -> Callable[P, T]:
    """Decorate a function so that it is tried again after a lock; not inside a transaction."""

    @wraps(fonction)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        for attente in _ATTENTES:
            try:
                return fonction(*args, **kwargs)
            except OperationalError as erreur:
                if connection.in_atomic_block or not is_passagere(erreur):
                    raise
            time.sleep(attente)
        return fonction(*args, **kwargs)

    return wrapped


@contextmanager
def hurry(attente: int = 50) -> Iterator[None]:
    """Wait so many milliseconds at most for another writer: for writes that may be given up."""
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            avant = curseur.execute("PRAGMA busy_timeout").fetchone()[0]
            reglage = "PRAGMA busy_timeout="
        else:
            reglage, avant = "SET lock_timeout=", "DEFAULT"
        curseur.execute(f"{reglage}{attente}")
        try:
            yield
        finally:
            curseur.execute(f"{reglage}{avant}")


@contextmanager
def take_attente() -> Iterator[bool]:
    """Reserve the right to wait; False when half of the threads already wait."""
    libre = _PLACES.acquire(blocking=False)
    try:
        yield libre
    finally:
        if libre:
            _PLACES.release()


def list_essais() -> Generator[float, None, None]:
    """Yield each new try that a request may make, once waited for; none if too many wait."""
    with take_attente() as libre:
        for attente in _ATTENTES_DEMANDE if libre else ():
            time.sleep(attente)
            yield attente
