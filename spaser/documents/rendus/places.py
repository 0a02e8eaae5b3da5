"""How many documents one process writes at once, whoever asks and however often."""

from collections.abc import Callable
from functools import wraps
from threading import BoundedSemaphore
from typing import Final

PLACES: Final = 2  # each takes a core, and tens of megabytes
_libres = BoundedSemaphore(PLACES)


def bounded[**P](write: Callable[P, bytes]) -> Callable[P, bytes]:
    """Have a function that writes a document wait for its place."""

    @wraps(write)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> bytes:
        with _libres:
            return write(*args, **kwargs)

    return wrapped
