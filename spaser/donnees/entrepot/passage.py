"""Workers that go side by side, and pass one by one, in order, where the order matters."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class PassageRompu(Exception):
    """Another worker failed: the turn awaited will never come."""


class Passage:
    """A gate that lets through number 0, then 1, then 2 and so on."""

    def __init__(self) -> None:
        """Wait for number 0."""
        self._condition = threading.Condition()
        self._attendu = 0
        self.rompu = False

    @contextmanager
    def wait_turn(self, numero: int) -> Iterator[None]:
        """Wait until every smaller number has passed, then pass.

        Raises:
            PassageRompu: a worker failed before its turn.

        """
        with self._condition:
            self._condition.wait_for(lambda: self.rompu or self._attendu == numero)
            if self.rompu:
                raise PassageRompu
        yield
        with self._condition:
            self._attendu += 1
            self._condition.notify_all()

    @contextmanager
    def broken_by_failure(self) -> Iterator[None]:
        """Close the gate when the work inside fails; those who wait leave without a word."""
        try:
            yield
        except PassageRompu:
            return
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let nobody through any more."""
        with self._condition:
            self.rompu = True
            self._condition.notify_all()
