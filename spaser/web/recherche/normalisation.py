"""How words are folded and stemmed, in the same way for the index and for questions."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import snowballstemmer

from spaser.lettres import fold_mots

_LONGUEUR_MAX: Final = 60
_RACINES: Final = 50_000  # words whose stem is kept in memory

# Too common to tell two texts apart. Single letters (l’, d’, à) are dropped as well.
_VIDES: Final = frozenset(
    "au aux avec ce ces cette chez comme dans de des du elle elles en entre et eux il ils la "
    "le les leur leurs lui mais ne nos notre nous on ont ou par pas plus pour qu que qui sa sans "
    "se ses si son sont sous sur ta te tes ton tu un une vos votre vous".split()
)
# What one word is also called, that no stem brings together.
_SYNONYMES: Final = {
    "acheteuse": "acheteur",
    "acheteuses": "acheteur",
    "agglo": "agglomeration",
    "bio": "biologique",
    "cc": "communaute",
    "dept": "departement",
    "elue": "elu",
    "elues": "elu",
    "ght": "hopital",
    "chu": "hopital",
    "hopitaux": "hopital",
    "mairie": "ville",
    "spar": "spaser",
    "st": "saint",
    "ste": "sainte",
}
_STEMMER: Final = snowballstemmer.stemmer("french")


def split_mots(texte: str) -> list[str]:
    """Return the words of a text: lower case, no accent, no ligature, no empty word."""
    return [
        mot[:_LONGUEUR_MAX]
        for mot in fold_mots(texte).split()
        if mot not in _VIDES and (len(mot) > 1 or mot.isdigit())
    ]


def split_racines(texte: str) -> list[str]:
    return [stem(mot) for mot in split_mots(texte)]


@lru_cache(maxsize=_RACINES)
def stem(mot: str) -> str:
    """Return the stem of one folded word: `equitables` and `equitable` share it."""
    racine: str = _STEMMER.stemWord(_SYNONYMES.get(mot, mot))
    return racine


_FEMININ: Final = re.compile(r"(?<=.e)es?$")


@lru_cache(maxsize=_RACINES)
def stem_texte(mot: str) -> str:
    """Return the stem of a word of the texts in memory: `obligee` has that of `oblige`.

    What is kept in the database has `stem`: the index there would have to be written again.
    """
    return stem(_FEMININ.sub("", mot))


def normalise(texte: str) -> str:
    return " ".join(split_racines(texte))
