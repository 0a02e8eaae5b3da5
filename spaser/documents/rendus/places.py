"""How many documents one process writes at once, whoever asks and however often."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

PLACES: Final = 2  # each takes a core, and tens of megabytes
_LIBRES: Final = BoundedSemaphore(PLACES)


@contextmanager
def place() -> Iterator[None]:
    """Wait for a place, and keep it while a document is written."""
    with _LIBRES:
        yield
