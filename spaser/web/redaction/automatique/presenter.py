"""Part 1: who the buyer is, what binds it, what it buys, where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from spaser.web.redaction.sujet import Remplissage, Sujet

RUBRIQUES: Final[Mapping[str, Callable[[Sujet], Remplissage]]] = {}
