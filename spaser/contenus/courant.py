"""Contents read from the files, unless the running request or task gave another source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Courant[T]:
    """What the files give, unless `read_from` gave another source for the time of a block."""

    def __init__(self, nom: str, load: Callable[[], T]) -> None:
        self._lecture = ContextVar[Callable[[], T]](nom, default=load)

    def read(self) -> T:
        return self._lecture.get()()

    @contextmanager
    def read_from(self, lecture: Callable[[], T]) -> Iterator[None]:
        """Have `read` call `lecture` inside the block, in this thread or task only."""
        jeton = self._lecture.set(lecture)
        try:
            yield
        finally:
            self._lecture.reset(jeton)
