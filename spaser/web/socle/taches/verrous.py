"""A base locked for a while is waited for: the one place that knows how to tell and to wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from functools import wraps
from threading import BoundedSemaphore
from typing import Final

from django.conf import settings
from django.db import OperationalError, connection

# Each try already waits five seconds on SQLite: a minute in all.
_ATTENTES: Final = (0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 5.0, 5.0)
# What somebody waits for: each try of a web process takes two seconds, fifteen in all.
_ATTENTES_DEMANDE: Final = (0.1, 0.4, 0.5, 1.0, 1.0)
# Half the threads of a process wait; the others read.
_PLACES: Final = BoundedSemaphore(max(1, settings.FILS // 2))
# PostgreSQL: serialization failure, deadlock, lock not available.
_CODES: Final = frozenset({"40001", "40P01", "55P03"})


def is_verrou(erreur: BaseException | None) -> bool:
    """Tell whether another writer held the base: the same thing may work in a moment."""
    if not isinstance(erreur, OperationalError):
        return False
    if getattr(erreur.__cause__, "sqlstate", None) in _CODES:
        return True
    return connection.vendor == "sqlite" and "locked" in str(erreur)


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


def list_essais() -> Generator[float, None, None]:
    """Yield each new try that a request may make, once waited for; none if too many wait."""
    if not _PLACES.acquire(blocking=False):
        return
    try:
        for attente in _ATTENTES_DEMANDE:
            time.sleep(attente)
            yield attente
    finally:
        _PLACES.release()
