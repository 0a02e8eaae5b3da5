"""A content that the program under way may read elsewhere than in the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Courant[T]:
    """What the files give, unless somebody said where to ask, for the time of a work."""

    def __init__(self, nom: str, load: Callable[[], T]) -> None:
        self._lecture = ContextVar[Callable[[], T]](nom, default=load)

    def read(self) -> T:
        """Return the content of the work under way."""
        return self._lecture.get()()

    @contextmanager
    def read_from(self, lecture: Callable[[], T]) -> Iterator[None]:
        """Ask there for it, in all that is done inside."""
        jeton = self._lecture.set(lecture)
        try:
            yield
        finally:
            self._lecture.reset(jeton)
