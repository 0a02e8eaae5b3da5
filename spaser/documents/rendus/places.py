"""How many documents one process writes at once, whoever asks and however often."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

PLACES: Final = 2  # each takes a core, and tens of megabytes
_LIBRES: Final = BoundedSemaphore(PLACES)


@contextmanager
def place() -> Iterator[None]:
    """Limit how many documents are written at once: wait for a place, hold it in the block."""
    with _LIBRES:
        yield
