"""Read the files of duties; their sense is given above, by `metier`."""

from __future__ import annotations

from typing import Final

from spaser.contenus.lecture import read_dossier, read_octets

_DOSSIER: Final = "obligations"


def read_regle_spaser() -> bytes:
    """Return the file of the rule that says who must have a SPASER."""
    return read_octets(_DOSSIER, "regle_spaser.json")


def read_themes() -> dict[str, bytes]:
    """Return each file of duties, by the name of its theme, sorted."""
    return read_dossier(f"{_DOSSIER}/themes", ".json")
