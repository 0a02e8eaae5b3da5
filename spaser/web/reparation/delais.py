"""From how many contracts an examination is made aside, and how long one waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

CONTRATS_MAX: Final = 10_000  # examined while the page is asked for: about a second
ABANDON: Final = timedelta(minutes=10)
RAFRAICHI: Final = 3  # seconds between two looks at the progress
