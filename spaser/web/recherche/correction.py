"""Finds the name or the place that a mistyped word meant."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Final

from spaser.web.recherche import generations
from spaser.web.recherche.models import Entree

_COURT, _LONG = 4, 8  # letters: one slip is forgiven from the first, two from the second
_LETTRES_PAR_FAUTE: Final = 2  # one slip changes at most two letters of the set

type Vocabulaire = tuple[tuple[str, int, int], ...]
"""Each word, the set of its letters as bits, and how often it is met."""


def correct(mot: str, type_objet: str) -> str | None:
    """Return the word of a name or a place nearest to a mistyped one, or None."""
    tolere = _tolerance(mot)
    if not tolere:
        return None
    candidats = (
        (distance, -frequence, forme)
        for forme, frequence in _near(mot, tolere, type_objet)
        if (distance := measure_distance(mot, forme, tolere)) <= tolere
    )
    meilleur = min(candidats, default=None)
    return meilleur[2] if meilleur else None


def _tolerance(mot: str) -> int:
    if mot.isdigit() or len(mot) < _COURT:
        return 0
    return 1 if len(mot) < _LONG else 2


def _near(mot: str, tolere: int, type_objet: str) -> list[tuple[str, int]]:
    """Keep the words whose length and letters are close: a cheap sieve before the measure."""
    lettres, taille = _letters(mot), len(mot)
    ecart = _LETTRES_PAR_FAUTE * tolere
    return [
        (forme, frequence)
        for forme, masque, frequence in _vocabulary(
            type_objet, generations.read_generation(generations.RECHERCHE)
        )
        if (masque ^ lettres).bit_count() <= ecart and abs(len(forme) - taille) <= tolere
    ]


@lru_cache(maxsize=8)
def _vocabulary(type_objet: str, generation: str) -> Vocabulaire:
    """Read every word of the names; kept in memory until the index changes."""
    noms = Entree.objects.filter(type=type_objet).values_list("noms", flat=True)
    compte = Counter(mot for ligne in noms for mot in ligne.split())
    return tuple((forme, _letters(forme), nombre) for forme, nombre in sorted(compte.items()))


def _letters(mot: str) -> int:
    masque = 0
    for lettre in mot:
        masque |= 1 << (ord(lettre) % 64)
    return masque


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
