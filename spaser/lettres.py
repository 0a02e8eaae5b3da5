"""Letters as they are compared: no case, no accent, no ligature."""

from __future__ import annotations

import unicodedata
from typing import Final

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})


def unaccent(texte: str) -> str:
    """Return a text in lower case, without accents or ligatures."""
    if texte.isascii():
        return texte.lower()
    plat = unicodedata.normalize("NFKD", texte).casefold().translate(_LIGATURES)
    return "".join(c for c in plat if not unicodedata.combining(c))
