"""A heartbeat beside a work: it keeps what the work holds, and ends a process that is lost."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Final, Self

from django.db import DatabaseError, connections

PAS: Final = 10.0  # seconds between two beats
_journal: Final = logging.getLogger(__name__)


class Coeur:
    """Calls `renew` at regular intervals while a work lasts.

    A work that lasts longer than `delai`, or that was given to another process, can only be stopped
    by ending this process: its supervisor starts another.
    """

    def __init__(
        self,
        renew: Callable[[], bool],
        delai: timedelta,
        tell_depasse: Callable[[], object],
        pas: float = PAS,
    ) -> None:
        self._renew, self._tell_depasse, self._pas = renew, tell_depasse, pas
        self._limite = time.monotonic() + delai.total_seconds()
        self._fin = threading.Event()
        self._fil = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._fil.start()
        return self

    def __exit__(
        self,
        genre: type[BaseException] | None,
        erreur: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the heartbeat: from here on, only the work itself writes."""
        self._fin.set()
        self._fil.join()

    def _beat(self) -> None:
        try:
            while not self._fin.wait(max(0.0, min(self._pas, self._limite - time.monotonic()))):
                self._look()
        finally:
            connections.close_all()  # those of this thread

    def _look(self) -> None:
        depasse = time.monotonic() >= self._limite
        try:
            perdu = depasse or not self._renew()
            if depasse and not self._fin.is_set():
                self._tell_depasse()
        except DatabaseError:
            _journal.warning("The heartbeat cannot be written", exc_info=True)
            perdu = depasse
        if perdu and not self._fin.is_set():
            _journal.error("This process is lost (too long: %s): it ends", depasse)
            end_process()


def end_process() -> None:
    """End this process at once, whatever it is doing."""
    os.kill(os.getpid(), signal.SIGKILL)
