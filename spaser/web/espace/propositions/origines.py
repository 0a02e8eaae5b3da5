"""Which tools propose: each registers itself, so that no floor names one above it."""

from __future__ import annotations

from typing import Final

_ORIGINES: Final[dict[str, str]] = {}


def register_origine(code: str, libelle: str) -> None:
    """Name a tool that proposes; called from an app's `ready`."""
    _ORIGINES[code] = libelle


def name_origine(code: str) -> str:
    """Return the name of a tool as readers see it."""
    return _ORIGINES.get(code, code)
