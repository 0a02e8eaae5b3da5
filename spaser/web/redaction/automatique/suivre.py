"""Part 3: indicators, governance, calendar, publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from spaser.web.redaction.sujet import Remplissage, Sujet

RUBRIQUES: Final[Mapping[str, Callable[[Sujet], Remplissage]]] = {}
