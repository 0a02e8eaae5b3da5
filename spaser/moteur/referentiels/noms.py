"""Names searched in memory: beginnings of words, accents and slips forgiven, homonyms by place.

Each word keeps the names that hold it; words stand in order, so that a beginning is a slice. A
hundred thousand names answer in a few milliseconds, whatever the database of the site.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import Final, NamedTuple

from spaser.elements import Lexique, fold_mots

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
_APRES_Z: Final = "{"  # the sign that follows the last letter


class Trouve(NamedTuple):
    """The rank of a name among those given, and how well it answers: MEME, DEBUT or DEDANS."""

    classe: int
    rang: int


MEME, DEBUT, DEDANS = range(3)


@dataclass(frozen=True, slots=True)
class NomsTrouves:
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
        """Fold every name; a place that many share is kept once.

        The kind that a name begins with is not what tells it: it joins the place.
        """
        rangs: dict[str, list[int]] = defaultdict(list)
        lieux: dict[tuple[str, str], int] = {}
        self._noms: list[str] = []
        self._lieu_de: list[int] = []
        for rang, (nom, lieu) in enumerate(noms):
            mots = split_nom(nom)
            genre = mots.pop(0) if len(mots) > 1 and mots[0] in _GENRES else ""
            self._noms.append(" ".join(mots))
            self._lieu_de.append(lieux.setdefault((lieu, genre), len(lieux)))
            for mot in dict.fromkeys(mots):
                rangs[mot].append(rang)
        self._rangs = dict(rangs)
        self._mots = sorted(rangs)
        self._lieux = [f" {fold_mots(lieu)} {genre} " for lieu, genre in lieux]

    def search(self, texte: str, limite: int) -> NomsTrouves:
        """Find the names that hold every word, mended if it is not known; else leave some out."""
        demandes = split_nom(texte)[:_MOTS_MAX]
        mots = [self._correct(mot) for mot in demandes]
        corrige = "" if mots == demandes else " ".join(mots)
        par_nom = {mot: self._list_rangs(mot) for mot in mots}
        if trouves := self._find(par_nom, limite):
            return NomsTrouves(trouves, corrige)
        return self._find_rares(par_nom, corrige, limite)

    def _find_rares(
        self, par_nom: Mapping[str, set[int]], corrige: str, limite: int
    ) -> NomsTrouves:
        """Leave out the words that no name holds, then the most usual, until a name answers."""
        connus = [mot for mot in par_nom if par_nom[mot] and len(mot) > 1]
        rares = sorted(connus, key=lambda mot: len(par_nom[mot]))
        while rares:
            gardes = {mot: par_nom[mot] for mot in par_nom if mot in rares}
            if len(gardes) < len(par_nom) and (trouves := self._find(gardes, limite)):
                ignores = tuple(mot for mot in par_nom if mot not in gardes)
                return NomsTrouves(trouves, corrige, ignores)
            rares.pop()
        return NomsTrouves()

    def _find(self, par_nom: Mapping[str, set[int]], limite: int) -> tuple[Trouve, ...]:
        """Find every word in the name; else some in the name and the others in its place."""
        if not par_nom:
            return ()
        premier, *autres = sorted(par_nom.values(), key=len)
        rangs = premier.intersection(*autres)
        if rangs:
            dits = " ".join(par_nom)
            return _keep_first((self._judge(rang, dits) for rang in rangs), limite)
        return _keep_first(
            (
                self._judge(rang, " ".join(mot for mot in par_nom if rang in par_nom[mot]))
                for rang in self._find_with_lieu(par_nom)
            ),
            limite,
        )

    def _find_with_lieu(self, par_nom: Mapping[str, set[int]]) -> set[int]:
        """Return the names whose place holds the words that they do not, one in it at least."""
        par_lieu = {mot: self._list_lieux(mot) for mot in par_nom}
        dans_le_nom = [par_nom[mot] for mot in par_nom if not par_lieu[mot]]
        rangs = set.intersection(*dans_le_nom) if dans_le_nom else set().union(*par_nom.values())
        for mot, lieux in par_lieu.items():
            nommes = par_nom[mot]
            rangs = {rang for rang in rangs if rang in nommes or self._lieu_de[rang] in lieux}
        return rangs

    def _judge(self, rang: int, dits: str) -> Trouve:
        nom = self._noms[rang]
        if nom == dits:
            return Trouve(MEME, rang)
        return Trouve(DEBUT if nom.startswith(dits) else DEDANS, rang)

    def _list_rangs(self, mot: str) -> set[int]:
        """Return the names where a word begins so; a letter alone is a whole word."""
        if len(mot) == 1:
            return set(self._rangs.get(mot, ()))
        debut, fin = self._locate(mot)
        return set().union(*(self._rangs[connu] for connu in self._mots[debut:fin]))

    def _list_lieux(self, mot: str) -> set[int]:
        return {rang for rang, lieu in enumerate(self._lieux) if f" {mot}" in lieu}

    def _locate(self, debut: str) -> tuple[int, int]:
        """Return the bounds of the words that begin so, in the sorted list of all."""
        return bisect_left(self._mots, debut), bisect_left(self._mots, f"{debut}{_APRES_Z}")

    def _correct(self, mot: str) -> str:
        """Return a word as it is when it begins a known one, else the known one nearest to it."""
        debut, fin = self._locate(mot)
        if debut < fin or self._list_lieux(mot):
            return mot
        return self._lexique.correct(mot) or mot

    @cached_property
    def _lexique(self) -> Lexique:
        return Lexique({mot: len(rangs) for mot, rangs in self._rangs.items()})


def split_nom(texte: str) -> list[str]:
    """Return the words that tell a name from another, in one spelling."""
    mots = fold_mots(texte).split()
    seul = len(mots) == 1  # an abbreviation alone may be the beginning of a word
    entiers = mots if seul else " ".join(_ABREGES.get(mot, mot) for mot in mots).split()
    return [mot for mot in entiers if mot not in _OUTILS]


def _keep_first(trouves: Iterable[Trouve], limite: int) -> tuple[Trouve, ...]:
    return tuple(nsmallest(limite, trouves))
