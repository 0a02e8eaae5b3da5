"""The store of published contracts, as the site reads it: opened once for each process."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings

from spaser.donnees.entrepot.chaud import EntrepotChaud

_CHAUDS: Final[dict[Path, EntrepotChaud]] = {}


def entrepot() -> EntrepotChaud:
    """Return the store of the settings; whether there is one is known at the first reading."""
    dossier = settings.ENTREPOT
    return _CHAUDS.setdefault(dossier, EntrepotChaud(dossier))


def close_entrepots() -> None:
    while _CHAUDS:
        _CHAUDS.popitem()[1].close()
