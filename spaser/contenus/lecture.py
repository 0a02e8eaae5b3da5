"""Read the data files that travel with the package."""

from __future__ import annotations

from importlib import resources

PAQUET = "spaser.contenus"


def read_octets(*chemin: str) -> bytes:
    """Return the bytes of one file, named from the folder of contents."""
    return resources.files(PAQUET).joinpath(*chemin).read_bytes()
