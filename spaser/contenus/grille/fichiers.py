"""Read the file of the marks of the grid; its sense is given above, by `metier`."""

from __future__ import annotations

from spaser.contenus.lecture import read_octets


def read_reperes() -> bytes:
    """Return how many indicators a team manages to follow, and why."""
    return read_octets("grille", "reperes.json")
