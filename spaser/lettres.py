"""Letters as they are compared: no case, accent or ligature; slips mended; names of columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

_NON_MOT: Final = re.compile(r"[^a-z0-9]+")


class _Plates(dict[int, str | int | None]):
    """What becomes of each letter once parted from its accents; filled as letters are met."""

    def __missing__(self, code: int) -> int | None:
        """Leave an accent out, and any other letter as it is."""
        self[code] = plate = None if unicodedata.combining(chr(code)) else code
        return plate


_PLATES: Final = _Plates({ord("œ"): "oe", ord("æ"): "ae"})


def unaccent(texte: str) -> str:
    """Return a text in lower case, without accents or ligatures."""
    if texte.isascii():
        return texte.lower()
    return unicodedata.normalize("NFKD", texte).casefold().translate(_PLATES)


def fold_mots(texte: object) -> str:
    """Return the words of a cell, of a title or of a name, parted by one blank."""
    return "" if texte is None else _NON_MOT.sub(" ", unaccent(str(texte))).strip()


def name_colonne(rang: int) -> str:
    """Return the letters that a spreadsheet gives to a column, from 0: A, B … Z, AA."""
    reste, lettre = divmod(rang, 26)
    return (name_colonne(reste - 1) if reste else "") + chr(ord("A") + lettre)


def measure_distance(un: str, deux: str, maximum: int) -> int:
    """Count the slips between two words: a letter added, lost, changed, or two swapped.

    Stops above `maximum`, and then returns a number above it.
    """
    avant: list[int] = []
    ligne = list(range(len(deux) + 1))
    for i, a in enumerate(un, start=1):
        plus_tot, avant, ligne = avant, ligne, [i]
        for j, b in enumerate(deux, start=1):
            cout = min(avant[j] + 1, ligne[j - 1] + 1, avant[j - 1] + (a != b))
            if i > 1 and j > 1 and a == deux[j - 2] and b == un[i - 2]:
                cout = min(cout, plus_tot[j - 2] + 1)
            ligne.append(cout)
        if min(ligne) > maximum:
            return maximum + 1
    return ligne[-1]


_COURT, _LONG = 4, 8  # letters: one slip is forgiven from the first, two from the second
_LETTRES_PAR_FAUTE: Final = 2  # one slip changes at most two letters of the set


class Lexique:
    """Known words, each with how often it is met, among which a mistyped one is looked for."""

    def __init__(self, frequences: Mapping[str, int]) -> None:
        """Keep the words by length, each with the set of its letters as bits."""
        self._par_taille: dict[int, list[tuple[str, int, int]]] = {}
        for mot, frequence in frequences.items():
            fiche = (mot, _letters(mot), frequence)
            self._par_taille.setdefault(len(mot), []).append(fiche)

    def correct(self, mot: str) -> str | None:
        """Return the nearest word, else the most usual of those as near; None when none is."""
        if mot.isdigit() or len(mot) < _COURT:
            return None
        for fautes in (1,) if len(mot) < _LONG else (1, 2):
            candidats = (
                (distance, -frequence, forme)
                for forme, frequence in self._near(mot, fautes)
                if (distance := measure_distance(mot, forme, fautes)) <= fautes
            )
            if meilleur := min(candidats, default=None):
                return meilleur[2]
        return None

    def _near(self, mot: str, fautes: int) -> Iterator[tuple[str, int]]:
        """Yield the words whose length and letters are close: a cheap sieve before the measure."""
        lettres, ecart = _letters(mot), _LETTRES_PAR_FAUTE * fautes
        for taille in range(len(mot) - fautes, len(mot) + fautes + 1):
            for forme, masque, frequence in self._par_taille.get(taille, ()):
                if (masque ^ lettres).bit_count() <= ecart:
                    yield forme, frequence


def _letters(mot: str) -> int:
    masque = 0
    for lettre in mot:
        masque |= 1 << (ord(lettre) % 64)
    return masque
