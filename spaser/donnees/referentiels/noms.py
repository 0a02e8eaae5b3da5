"""Names searched in memory: beginnings of words, accents and slips forgiven, homonyms by place.

All names are one text, a line each: to look for words is to look for a piece of text, which a
hundred thousand lines answer in a few milliseconds, whatever the database of the site.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from spaser.lettres import Lexique, fold_mots

_ABREGES: Final = {
    "agglo": "agglomeration",
    "ca": "communaute agglomeration",
    "cc": "communaute communes",
    "ccas": "centre communal action sociale",
    "ch": "centre hospitalier",
    "chu": "centre hospitalier universitaire",
    "cu": "communaute urbaine",
    "ght": "groupement hospitalier territoire",
    "oph": "office public habitat",
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "univ": "universite",
}
_OUTILS: Final = frozenset("d de des du l la le les et".split())
_GENRES: Final = frozenset({"collectivite", "commune", "departement", "mairie", "region"})
_MOTS_MAX: Final = 8


class Trouve(NamedTuple):
    """The rank of a name among those given, and how well it answers: MEME, DEBUT or DEDANS."""

    classe: int
    rang: int


MEME, DEBUT, DEDANS = range(3)


@dataclass(frozen=True, slots=True)
class Reponse:
    """What a question found, best first.

    `corrige` is the question that was really asked, when a mistyped word was mended; `ignores` are
    the words left out because no name holds them with the others.
    """

    trouves: tuple[Trouve, ...] = ()
    corrige: str = ""
    ignores: tuple[str, ...] = ()


class IndexNoms:
    """Names, each with the words of its place, the most important first."""

    def __init__(self, noms: Iterable[tuple[str, str]]) -> None:
        """Fold every name into one text; a place that many share is kept once.

        The kind that a name begins with is not what tells it: it joins the place.
        """
        lignes: list[str] = []
        connus: dict[tuple[str, str], str] = {}
        self._lieux: list[str] = []
        for nom, lieu in noms:
            mots = split_nom(nom)
            genre = mots.pop(0) if len(mots) > 1 and mots[0] in _GENRES else ""
            lignes.append(f" {' '.join(mots)} ")
            cle = (lieu, genre)
            connu = connus.get(cle) or connus.setdefault(cle, f" {fold_mots(lieu)} {genre} ")
            self._lieux.append(connu)
        self._texte = "\n".join(["", *lignes, ""])
        self._debuts = array("L", _find_all(self._texte, "\n"))
        self._tous_lieux = " ".join(connus.values())

    def search(self, texte: str, limite: int) -> Reponse:
        """Find the names that hold every word, mended if it is not known; else leave some out."""
        demandes = split_nom(texte)[:_MOTS_MAX]
        mots = [self._correct(mot) for mot in demandes]
        corrige = "" if mots == demandes else " ".join(mots)
        if trouves := self._find(mots, limite):
            return Reponse(trouves, corrige)
        return self._find_rares(mots, corrige, limite)

    def _find_rares(self, mots: list[str], corrige: str, limite: int) -> Reponse:
        """Leave out the words that no name holds, then the most usual, until a name answers."""
        comptes = {mot: self._texte.count(f" {mot}") for mot in mots if len(mot) > 1}
        rares = sorted(filter(comptes.get, comptes), key=lambda mot: comptes[mot])
        while rares:
            gardes = [mot for mot in mots if mot in rares]
            if len(gardes) < len(mots) and (trouves := self._find(gardes, limite)):
                ignores = tuple(mot for mot in mots if mot not in rares)
                return Reponse(trouves, corrige, ignores)
            rares.pop()
        return Reponse()

    def _find(self, mots: list[str], limite: int) -> tuple[Trouve, ...]:
        """Find every word in the name; else the first or the last ones in its place."""
        trouves = _keep_first(self._list_noms(mots), limite) if mots else ()
        for k in range(len(mots) - 1, 0, -1):
            if trouves:
                break
            trouves = _keep_first(self._list_places(mots[:k], mots[k:]), limite) or _keep_first(
                self._list_places(mots[-k:], mots[:-k]), limite
            )
        return trouves

    def _list_noms(self, mots: list[str]) -> Iterator[Trouve]:
        """Yield the same name, then those that begin so, then those that hold every word."""
        nom = f"\n {' '.join(mots)}"
        places = list(_find_all(self._texte, nom))
        memes = {place for place in places if self._texte.startswith(f"{nom} \n", place)}
        yield from (Trouve(MEME, self._rank(place)) for place in sorted(memes))
        yield from (Trouve(DEBUT, self._rank(place)) for place in places if place not in memes)
        debuts = [f" {mot}" for mot in mots]
        rare = min(debuts, key=self._texte.count) if len(debuts) > 1 else debuts[0]
        for place in _find_all(self._texte, rare):
            ligne = self._read(rang := self._rank(place))
            if all(debut in ligne for debut in debuts):
                yield Trouve(DEDANS, rang)

    def _list_places(self, mots: list[str], lieu: list[str]) -> Iterator[Trouve]:
        """Yield the names of some words whose place holds the others."""
        debuts = [f" {mot}" for mot in lieu]
        if all(debut in self._tous_lieux for debut in debuts):
            for trouve in self._list_noms(mots):
                if all(debut in self._lieux[trouve.rang] for debut in debuts):
                    yield trouve

    def _rank(self, place: int) -> int:
        return bisect_right(self._debuts, place) - 1

    def _read(self, rang: int) -> str:
        return self._texte[self._debuts[rang] : self._debuts[rang + 1]]

    def _correct(self, mot: str) -> str:
        """Return a word as it is when it begins a known one, else the known one nearest to it."""
        if f" {mot}" in self._texte or f" {mot}" in self._tous_lieux:
            return mot
        return self._lexique.correct(mot) or mot

    @cached_property
    def _lexique(self) -> Lexique:
        return Lexique(Counter(self._texte.split()))


def split_nom(texte: str) -> list[str]:
    """Return the words that tell a name from another, in one spelling."""
    mots = fold_mots(texte).split()
    seul = len(mots) == 1  # an abbreviation alone may be the beginning of a word
    entiers = mots if seul else " ".join(_ABREGES.get(mot, mot) for mot in mots).split()
    return [mot for mot in entiers if mot not in _OUTILS]


def _keep_first(trouves: Iterable[Trouve], limite: int) -> tuple[Trouve, ...]:
    """Keep the best answer of each name, up to a number of names."""
    vus: dict[int, Trouve] = {}
    for trouve in trouves:
        if len(vus) == limite:
            break
        vus.setdefault(trouve.rang, trouve)
    return tuple(vus.values())


def _find_all(texte: str, morceau: str) -> Iterator[int]:
    place = texte.find(morceau)
    while place >= 0:
        yield place
        place = texte.find(morceau, place + 1)
