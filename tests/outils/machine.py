"""What a machine may take: limits were chosen on one, and are kept on another."""

from __future__ import annotations

import time

_REFERENCE = 0.2  # seconds of CPU that the loop takes where limits were chosen
_MARGE = 2


def allow(secondes: float) -> float:
    """Return the seconds of CPU to allow here, for so many where limits were chosen.

    A limit tells what would cost minutes from what costs seconds: a machine that is slower at
    this very moment, or shared, gets as much more, twice.
    """
    depart = time.process_time()
    sum(rang * rang % 7 for rang in range(2_000_000))
    return secondes * max(1, _MARGE * (time.process_time() - depart) / _REFERENCE)
