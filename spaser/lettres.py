"""Letters as they are compared: no case, no accent, no ligature; and those that name columns."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NON_MOT: Final = re.compile(r"[^a-z0-9]+")
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae"})


def unaccent(texte: str) -> str:
    """Return a text in lower case, without accents or ligatures."""
    if texte.isascii():
        return texte.lower()
    plat = unicodedata.normalize("NFKD", texte).casefold().translate(_LIGATURES)
    return "".join(c for c in plat if not unicodedata.combining(c))


def fold_mots(texte: object) -> str:
    """Return the words of a cell, of a title or of a name, parted by one blank."""
    return "" if texte is None else _NON_MOT.sub(" ", unaccent(str(texte))).strip()


def name_colonne(rang: int) -> str:
    """Return the letters that a spreadsheet gives to a column, from 0: A, B … Z, AA."""
    reste, lettre = divmod(rang, 26)
    return (name_colonne(reste - 1) if reste else "") + chr(ord("A") + lettre)
