"""Read the file of approaches; its sense is given above, by `metier`."""

from __future__ import annotations

from spaser.contenus.lecture import read_octets


def read_approches() -> bytes:
    """Return the file of the approaches."""
    return read_octets("approches", "approches.json")
