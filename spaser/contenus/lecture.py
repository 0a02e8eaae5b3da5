"""Read the data files that travel with the package."""

from __future__ import annotations

from importlib import resources
from typing import Final

_PAQUET: Final = "spaser.contenus"


def read_octets(*chemin: str) -> bytes:
    """Return the bytes of one file, named from the folder of contents."""
    return resources.files(_PAQUET).joinpath(*chemin).read_bytes()


def read_dossier(dossier: str, suffixe: str) -> dict[str, bytes]:
    """Return the bytes of each file of a folder, by its name without the suffix, sorted."""
    fichiers = resources.files(_PAQUET).joinpath(dossier).iterdir()
    lus = {f.name.removesuffix(suffixe): f for f in fichiers if f.name.endswith(suffixe)}
    return {nom: lus[nom].read_bytes() for nom in sorted(lus)}
