"""What a figure was counted on: a buyer may have several, that are never added."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Origine(StrEnum):
    """Where the lines behind a figure come from."""

    PUBLIES = "publies"
    CORRIGES = "corriges"
    PAYES = "payes"

    @property
    def libelle(self) -> str:
        """Return the words a reader sees."""
        return _LIBELLES[self]


_LIBELLES: Final = {
    Origine.PUBLIES: "Marchés publiés",
    Origine.CORRIGES: "Marchés publiés, vos fichiers et vos corrections",
    Origine.PAYES: "Dépenses payées de vos extraits",
}
