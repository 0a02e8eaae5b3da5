"""Read the catalogue of plans; its sense is given above, by `metier`."""

from __future__ import annotations

from spaser.contenus.lecture import read_octets


def read_plans(rubrique: str) -> bytes:
    """Return the file of the plans that belong first to a row of the grid."""
    return read_octets("politiques", f"{rubrique}.json")
