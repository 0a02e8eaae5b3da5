"""Read the files of stakeholders; their sense is given above, by `metier`."""

from __future__ import annotations

from typing import Final

from spaser.contenus.lecture import read_octets

_DOSSIER: Final = "acteurs"


def read_typologies() -> bytes:
    """Return the kinds of stakeholders."""
    return read_octets(_DOSSIER, "typologies.json")


def read_suggestions() -> bytes:
    """Return the stakeholders that a source names."""
    return read_octets(_DOSSIER, "suggestions.json")


def read_themes() -> bytes:
    """Return the themes, and the kinds of stakeholders to meet about each."""
    return read_octets(_DOSSIER, "themes.json")
