"""Contexts that apps open around each unit of work: a request, or a task of a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Final

_AUTOUR: Final[list[Callable[[], AbstractContextManager[None]]]] = []


def register_autour(make: Callable[[], AbstractContextManager[None]]) -> None:
    """Register a context to open around each request and each task; called when an app starts."""
    _AUTOUR.append(make)


@contextmanager
def open_unite() -> Iterator[None]:
    with ExitStack() as pile:
        for make in _AUTOUR:
            pile.enter_context(make())
        yield
