"""Texts in memory, by the stems of their words, and which of them answer a question best.

Plain values, no database: the ranking is the same whatever the database.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final

from spaser.lettres import Lexique
from spaser.web.recherche.normalisation import split_mots, stem_texte
from spaser.web.recherche.textes import TexteCherchable, strip_marques

type Forme = tuple[str, ...]
"""The stems of a word or of a phrase."""

# A word counts by where it stands, less in a long text than in a short one (BM25, by fields):
# weight, usual number of words, and how much the length tells.
_CHAMPS: Final = {
    "titre": (6.0, 6, 0.5),
    "mots_cles": (4.0, 12, 0.3),
    "resume": (2.0, 30, 0.5),
    "corps": (1.0, 200, 0.6),
}
_SATURATION: Final = 2.5
_SYNONYME: Final = 0.75  # what another word for the same thing is worth beside the word itself
_DEBUT: Final = 0.8  # and a word that only begins with what was typed
_TITRE: Final = 0.6  # what a title made of the words of the question adds
_COUVERTURE_MIN: Final = 0.34  # of what was asked, in weight: below, a text does not answer
_DEBUTS_MAX: Final = 40
_ABSENT: Final = ""  # stands for a word that no text holds, though it is known
_RIEN: Final = (0.0, 0.0)
_REPONSES_MAX: Final = 200


@dataclass(frozen=True)
class Document:
    """A text and what its words weigh; made once, kept while the text does not change."""

    texte: TexteCherchable
    source: str
    poids: float
    titre: frozenset[str]
    racines: Mapping[str, float]
    mots: Mapping[str, int]

    @classmethod
    def of(cls, texte: TexteCherchable, source: str, poids: float) -> Document:
        racines: Counter[str] = Counter()
        mots: Counter[str] = Counter()
        titre = split_mots(texte.titre)
        for champ, (valeur, usuelle, part) in _CHAMPS.items():
            lus = titre if champ == "titre" else split_mots(strip_marques(getattr(texte, champ)))
            mots.update(lus)
            norme = 1 - part + part * len(lus) / usuelle
            for mot, nombre in Counter(map(stem_texte, lus)).items():
                racines[mot] += valeur * nombre / norme  # type: ignore[assignment] # a weight
        pesees = {mot: poids / (_SATURATION + poids) for mot, poids in racines.items()}
        return cls(texte, source, poids, frozenset(map(stem_texte, titre)), pesees, mots)


@dataclass(frozen=True)
class Terme:
    """A part of a question: its own stems, and those that stand for it, each with its weight."""

    propre: Forme
    autres: tuple[tuple[Forme, float], ...] = ()
    ailleurs: bool = False  # known, but of none of the texts: they miss it

    def list_racines(self) -> list[str]:
        return [*self.propre, *(racine for forme, _ in self.autres for racine in forme)]


@dataclass(frozen=True, slots=True)
class Note:
    """A text that answers, with its score: from 0 to a little over 1."""

    score: float
    document: Document


@dataclass
class Index:
    documents: Sequence[Document]
    _listes: dict[str, list[tuple[int, float]]] = field(default_factory=dict, init=False)
    _raretes: dict[str, float] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for numero, document in enumerate(self.documents):
            for racine, poids in document.racines.items():
                self._listes.setdefault(racine, []).append((numero, poids))
        tous = len(self.documents)
        comptes = {racine: len(liste) for racine, liste in self._listes.items()} | {_ABSENT: 0}
        self._raretes = {
            racine: math.log(1 + (tous - nombre + 0.5) / (nombre + 0.5))
            for racine, nombre in comptes.items()
        }

    def holds(self, racine: str) -> bool:
        return racine in self._listes

    def list_debuts(self, debut: str) -> list[Forme]:
        """Return the stems of the words that begin so, the first of them only if they are many."""
        depart = bisect_left(self._mots_tries, debut)
        suite = islice(self._mots_tries, depart, depart + _DEBUTS_MAX)
        return list(dict.fromkeys((stem_texte(mot),) for mot in suite if mot.startswith(debut)))

    def correct(self, mot: str) -> str | None:
        return self._lexique.correct(mot)

    def rank(self, termes: Sequence[Terme], sources: frozenset[str] | None = None) -> list[Note]:
        """Return the texts that answer, best first; of one kind if `sources` says which."""
        total = 0.0
        sommes: dict[int, float] = {}
        couvertures: dict[int, float] = {}
        for terme in termes:
            poids, trouves = self._weigh(terme)
            total += poids
            for numero, (valeur, part) in trouves.items():
                sommes[numero] = sommes.get(numero, 0.0) + poids * valeur
                couvertures[numero] = couvertures.get(numero, 0.0) + poids * part
        if not total:
            return []
        demandees = {racine for terme in termes for racine in terme.list_racines()}
        assez = _COUVERTURE_MIN * total
        notes = [
            Note(self._score(document, sommes[n] / total, couverture / total, demandees), document)
            for n, couverture in couvertures.items()
            if couverture >= assez
            for document in [self.documents[n]]
            if sources is None or document.source in sources
        ]
        notes.sort(key=lambda note: (-note.score, note.document.texte.code))
        return notes[:_REPONSES_MAX]

    def _score(
        self, document: Document, valeur: float, couverture: float, demandees: set[str]
    ) -> float:
        du_titre = math.fsum(map(self._rarity, document.titre))  # exact: sets have no order
        dits = math.fsum(map(self._rarity, document.titre & demandees))
        titre = _TITRE * dits / du_titre if du_titre else 0.0
        return document.poids * valeur * couverture * (1 + titre)

    def _weigh(self, terme: Terme) -> tuple[float, dict[int, tuple[float, float]]]:
        """Return what a part of a question weighs; the value and the share of it in each text."""
        if terme.ailleurs:
            return self._rarity(_ABSENT), {}
        propres = sum(map(self._rarity, terme.propre))
        trouves: dict[int, tuple[float, float]] = {}
        for racine in terme.propre:
            part = self._rarity(racine) / propres if propres else 0.0
            for numero, poids in self._listes.get(racine, ()):
                valeur, couvert = trouves.get(numero, _RIEN)
                trouves[numero] = (valeur + part * poids, couvert + part)
        rarete = propres
        for forme, vaut in terme.autres:
            if not propres:
                rarete = max(rarete, vaut * sum(map(self._rarity, forme)))
            for numero, valeur in self._find_forme(forme).items():
                deja, couvert = trouves.get(numero, _RIEN)
                trouves[numero] = (max(deja, vaut * valeur), max(couvert, vaut))
        return rarete, trouves

    def _find_forme(self, forme: Forme) -> dict[int, float]:
        """Return the texts that hold every stem of a form, each with its mean weight."""
        valeurs: dict[int, float] | None = None
        for racine in forme:
            ici = self._listes.get(racine, ())
            if valeurs is None:
                valeurs = dict(ici)
            else:
                valeurs = {n: valeurs[n] + poids for n, poids in ici if n in valeurs}
        return {n: v / len(forme) for n, v in (valeurs or {}).items()}

    def _rarity(self, racine: str) -> float:
        """Return how much a stem tells texts apart: most for `_ABSENT`."""
        return self._raretes.get(racine, 0.0)

    @cached_property
    def _mots_tries(self) -> list[str]:
        return sorted({mot for document in self.documents for mot in document.mots})

    @cached_property
    def _lexique(self) -> Lexique:
        mots: Counter[str] = Counter()
        for document in self.documents:
            mots.update(document.mots)
        return Lexique(mots)


def read_termes(mots: Sequence[str], synonymes: Mapping[Forme, Iterable[Forme]]) -> list[Terme]:
    """Cut a question in parts: the longest phrases that have synonyms, else word by word."""
    racines = [stem_texte(mot) for mot in mots]
    longueur = max(map(len, synonymes), default=1)
    termes: list[Terme] = []
    place = 0
    while place < len(racines):
        tailles = range(min(longueur, len(racines) - place), 0, -1)
        formes = (tuple(racines[place : place + taille]) for taille in tailles)
        forme = next((f for f in formes if f in synonymes), (racines[place],))
        autres = tuple((autre, _SYNONYME) for autre in synonymes.get(forme, ()) if autre != forme)
        termes.append(Terme(forme, autres))
        place += len(forme)
    return termes


def widen(terme: Terme, debuts: Iterable[Forme]) -> Terme:
    """Return a part of a question which longer words answer as well."""
    ajoutes = tuple((forme, _DEBUT) for forme in debuts if forme != terme.propre)
    return Terme(terme.propre, (*terme.autres, *ajoutes))
