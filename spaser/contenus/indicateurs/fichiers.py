"""Read the library of indicators; its sense is given above, by `metier`."""

from __future__ import annotations

from typing import Final

from spaser.contenus.lecture import read_octets

_DOSSIER: Final = "indicateurs"


def read_rubrique(rubrique: str) -> bytes:
    """Return the file of the indicators of a row of the grid."""
    return read_octets(_DOSSIER, f"{rubrique}.json")


def read_sources() -> bytes:
    """Return the file of the sources, each under its key."""
    return read_octets(_DOSSIER, "sources.json")
