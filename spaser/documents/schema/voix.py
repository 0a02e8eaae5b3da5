"""Who speaks: a buyer's own document says « nous », one made without account says its name."""

import re
from dataclasses import dataclass
from typing import Final

_POSSESSIFS: Final = {"votre": "notre", "vos": "nos", "Votre": "Notre", "Vos": "Nos"}
_ADRESSE: Final = re.compile(r"(?<!rendez-)\b(?:vous|votre|vos|vôtres?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Voix:
    """The voice of a document; `nom` is empty when the buyer itself speaks."""

    nom: str = ""

    def tell(self, nous: str, autre: str) -> str:
        """Return the words of the buyer, or those about it, where `{nom}` is its name."""
        return autre.format(nom=self.nom) if self.nom else nous


def own(texte: str) -> str:
    """Return words said to a buyer as its own: « vos marchés » becomes « nos marchés »."""
    return re.sub(r"\b(?:[Vv]otre|[Vv]os)\b", lambda trouve: _POSSESSIFS[trouve[0]], texte)


def is_adressee(texte: str) -> bool:
    """Say whether words speak to somebody: a document may not hold them."""
    return _ADRESSE.search(texte) is not None
