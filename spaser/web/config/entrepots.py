"""Where the site reads published contracts."""

from __future__ import annotations

from pathlib import Path
from typing import Final

SIREN_FICTIF: Final = "001010016"  # the invented buyer whose space anybody may visit
_DEMONSTRATION: Final = "demonstration"  # where `spaser demarrer` puts its invented territory


def choose_entrepot(texte: str, *, demonstration: bool) -> Path:
    """Return the folder of the store; a demonstration never shows real contracts."""
    dossier = Path(texte).absolute()
    return dossier / _DEMONSTRATION if demonstration else dossier
