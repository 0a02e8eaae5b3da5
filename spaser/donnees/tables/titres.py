"""Which column says what, told by the words of its title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class Mots:
    """Phrases that name a column, best first; a header that holds a word of `sauf` is another."""

    phrases: tuple[str, ...]
    sauf: frozenset[str] = frozenset()


def mots(phrases: str, sauf: str = "") -> Mots:
    """Write phrases parted by commas, and words to avoid parted by blanks."""
    return Mots(tuple(p.strip() for p in phrases.split(",")), frozenset(sauf.split()))


class ChampCherche(StrEnum):
    """A column of files that others write: its code, its name, the titles that may name it.

    Members stand in the order of the search: a column taken by one is not free for the next.
    """

    libelle: str
    mots: Mots

    def __new__(cls, code: str, libelle: str, phrases: str, sauf: str = "") -> Self:
        """Make a field whose value is its code."""
        champ = str.__new__(cls, code)
        champ._value_ = code
        champ.libelle = libelle
        champ.mots = mots(phrases, sauf)
        return champ


def assign_titres[C: ChampCherche](champs: Iterable[C], titres: Sequence[str]) -> dict[C, str]:
    """Find the columns by their folded titles, in the order given; each is taken once at most."""
    pris: set[str] = set()
    colonnes: dict[C, str] = {}
    for champ in champs:
        titre = find_titre(champ.mots, [t for t in titres if t and t not in pris])
        if titre is not None:
            colonnes[champ] = titre
            pris.add(titre)
    return colonnes


def find_titre(cherches: Mots, titres: Iterable[str]) -> str | None:
    """Return the title that is one of the phrases, else the first that holds one."""
    libres = [t for t in titres if not cherches.sauf & set(t.split())]
    for phrase in cherches.phrases:
        if phrase in libres:
            return phrase
    for phrase in cherches.phrases:
        if trouve := next((t for t in libres if f" {phrase} " in f" {t} "), None):
            return trouve
    return None
