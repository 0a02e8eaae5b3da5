"""Which column says what, told by the words of its title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import chain
from typing import Self


class ChampCherche(StrEnum):
    """A column of files that others write: its code, its name, the phrases that may title it.

    Phrases are parted by commas, best first; a title that holds a word of `sauf` is another's.
    Members stand in the order of the search: a column taken by one is not free for the next.
    """

    libelle: str
    phrases: tuple[str, ...]
    sauf: frozenset[str]

    def __new__(cls, code: str, libelle: str = "", phrases: str = "", sauf: str = "") -> Self:
        """Make a field whose value is its code; a code alone finds it."""
        champ = str.__new__(cls, code)
        champ._value_ = code
        champ.libelle = libelle
        champ.phrases = tuple(phrase.strip() for phrase in phrases.split(","))
        champ.sauf = frozenset(sauf.split())
        return champ


def assign_titres[C: ChampCherche](champs: Iterable[C], titres: Sequence[str]) -> dict[C, str]:
    """Find the columns by their folded titles, in the order given; each is taken once at most."""
    colonnes: dict[C, str] = {}
    for champ in champs:
        libres = [t for t in titres if t and t not in colonnes.values()]
        titre = find_titre(champ.phrases, champ.sauf, libres)
        if titre is not None:
            colonnes[champ] = titre
    return colonnes


def find_titre(phrases: Iterable[str], sauf: Iterable[str], titres: Iterable[str]) -> str | None:
    """Return the title that is one of the phrases, else the first that holds one."""
    libres = [t for t in titres if not set(sauf) & set(t.split())]
    exacts = (phrase for phrase in phrases if phrase in libres)
    proches = (t for phrase in phrases for t in libres if f" {phrase} " in f" {t} ")
    return next(chain(exacts, proches), None)
