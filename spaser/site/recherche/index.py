"""Texts in memory, by the stems of their words, and which of them answer a question best."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final

from spaser.elements import Lexique
from spaser.site.recherche import services

# --- Texts in memory, by the stems of their words, and which of them answer a question best ---
# Plain values, no database: the ranking is the same whatever the database.


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

    texte: services.TexteCherchable
    source: str
    poids: float
    titre: frozenset[str]
    racines: Mapping[str, float]
    mots: Mapping[str, int]

    @classmethod
    def of(cls, texte: services.TexteCherchable, source: str, poids: float) -> Document:
        racines: Counter[str] = Counter()
        mots: Counter[str] = Counter()
        titre = services.split_mots(texte.titre)
        for champ, (valeur, usuelle, part) in _CHAMPS.items():
            lus = (
                titre
                if champ == "titre"
                else services.split_mots(services.strip_marques(getattr(texte, champ)))
            )
            mots.update(lus)
            norme = 1 - part + part * len(lus) / usuelle
            for mot, nombre in Counter(map(services.stem_texte, lus)).items():
                racines[mot] += valeur * nombre / norme  # type: ignore[assignment] # a weight
        pesees = {mot: poids / (_SATURATION + poids) for mot, poids in racines.items()}
        return cls(texte, source, poids, frozenset(map(services.stem_texte, titre)), pesees, mots)


@dataclass(frozen=True)
class TermeCherche:
    """A part of a question: its own stems, and those that stand for it, each with its weight."""

    propre: Forme
    autres: tuple[tuple[Forme, float], ...] = ()
    ailleurs: bool = False  # known, but of none of the texts: they miss it

    def list_racines(self) -> list[str]:
        return [*self.propre, *(racine for forme, _ in self.autres for racine in forme)]


@dataclass(frozen=True, slots=True)
class DocumentNote:
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
        return list(
            dict.fromkeys((services.stem_texte(mot),) for mot in suite if mot.startswith(debut))
        )

    def correct(self, mot: str) -> str | None:
        return self._lexique.correct(mot)

    def rank(
        self, termes: Sequence[TermeCherche], sources: frozenset[str] | None = None
    ) -> list[DocumentNote]:
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
            DocumentNote(
                self._score(document, sommes[n] / total, couverture / total, demandees), document
            )
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

    def _weigh(self, terme: TermeCherche) -> tuple[float, dict[int, tuple[float, float]]]:
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


def read_termes(
    mots: Sequence[str], synonymes: Mapping[Forme, Iterable[Forme]]
) -> list[TermeCherche]:
    """Cut a question in parts: the longest phrases that have synonyms, else word by word."""
    racines = [services.stem_texte(mot) for mot in mots]
    longueur = max(map(len, synonymes), default=1)
    termes: list[TermeCherche] = []
    place = 0
    while place < len(racines):
        tailles = range(min(longueur, len(racines) - place), 0, -1)
        formes = (tuple(racines[place : place + taille]) for taille in tailles)
        forme = next((f for f in formes if f in synonymes), (racines[place],))
        autres = tuple((autre, _SYNONYME) for autre in synonymes.get(forme, ()) if autre != forme)
        termes.append(TermeCherche(forme, autres))
        place += len(forme)
    return termes


def widen(terme: TermeCherche, debuts: Iterable[Forme]) -> TermeCherche:
    """Return a part of a question which longer words answer as well."""
    ajoutes = tuple((forme, _DEBUT) for forme in debuts if forme != terme.propre)
    return TermeCherche(terme.propre, (*terme.autres, *ajoutes))


# --- How a question is read: its words, mended or known elsewhere, and what else they are called
# ---


type ParForme = dict[Forme, tuple[Forme, ...]]
"""Each form that has synonyms, and its whole class."""

DEBUT_MIN: Final = 3  # letters from which the beginning of a word is enough
_CORRIGE_MIN: Final = 5  # and from which a slip is mended: initials are near to anything
_MOTS_MAX: Final = 16
_AILLEURS_MAX: Final = 3  # words of a question that the database is asked about

# How people ask, not what they ask about.
_DE_QUESTION: Final = frozenset(
    "ai aimerais aller avez avoir avons besoin bonjour c ca chercher combien comment "
    "concretement concret concrets dire dois doit doivent donner est etre existe exister faire "
    "fait falloir faudrait faut font ici l ma mes mettre mon moi obtenir peut peuvent peux "
    "possible pouvoir pourquoi pouvez prendre puis qqch quand que quel quelle quelles quels "
    "quelque quelques quoi savoir sert si suis svp tout toute toutes tous trouver utiliser va veut "
    "veux vouloir voudrais y".split()
)


@dataclass(frozen=True)
class QuestionAnalysee:
    mots: tuple[str, ...]
    termes: tuple[TermeCherche, ...]
    corrigee: bool = False
    inconnus: tuple[str, ...] = ()
    ailleurs: bool = False
    entame: bool = False  # nothing is the last word, but some words begin with it

    @property
    def connus(self) -> tuple[str, ...]:
        return tuple(mot for mot in self.mots if mot not in self.inconnus)

    @property
    def cherches(self) -> frozenset[str]:
        """Return the stems to mark in what is shown: a word of a phrase says nothing alone."""
        propres = {racine for terme in self.termes for racine in terme.propre}
        autres = (forme for terme in self.termes for forme, _ in terme.autres)
        return frozenset(propres | {forme[0] for forme in autres if len(forme) == 1})


def understand(demande: str, index: Index, synonymes: ParForme) -> QuestionAnalysee:
    mots = services.split_mots(demande)[:_MOTS_MAX]
    utiles = [mot for mot in mots if mot not in _DE_QUESTION] or mots
    nommees = {racine for forme in synonymes for racine in forme}
    lus = {lu.mot: lu for lu in _read_mots(dict.fromkeys(utiles), index, nommees)}
    retenus = tuple(lus[mot].ecrit for mot in utiles)
    par_racine = {services.stem_texte(lu.ecrit): lu for lu in lus.values()}
    termes = (_complete(terme, par_racine, index) for terme in read_termes(retenus, synonymes))
    return QuestionAnalysee(
        retenus,
        tuple(termes),
        corrigee=any(lu.ecrit != lu.mot for lu in lus.values()),
        inconnus=tuple(lu.mot for lu in lus.values() if lu.inconnu),
        ailleurs=any(lu.ailleurs for lu in lus.values()),
        entame=lus[utiles[-1]].entame,
    )


@dataclass(frozen=True)
class _Lu:
    """A word as it is understood: as it is, as the beginning of others, mended, or not at all."""

    mot: str
    ecrit: str
    ailleurs: bool = False
    entame: bool = False
    inconnu: bool = False


def _read_mots(mots: Iterable[str], index: Index, nommees: set[str]) -> Iterator[_Lu]:
    """Look for words where they may be known, from the nearest to the furthest."""
    restes = _AILLEURS_MAX
    for mot in mots:
        if index.holds(services.stem_texte(mot)) or services.stem_texte(mot) in nommees:
            yield _Lu(mot, mot)
            continue
        yield _look_further(mot, index, ailleurs=restes > 0)
        restes -= 1


def _look_further(mot: str, index: Index, *, ailleurs: bool) -> _Lu:
    if ailleurs and services.exists((services.stem(mot), False)):
        return _Lu(mot, mot, ailleurs=True)
    if len(mot) >= DEBUT_MIN and index.list_debuts(mot):
        return _Lu(mot, mot, entame=True)
    if len(mot) < _CORRIGE_MIN:
        return _Lu(mot, mot, inconnu=True)
    if propose := index.correct(mot):
        return _Lu(mot, propose)
    for type_ in (t.nom for t in services.read_types() if t.nomme and ailleurs):
        if propose := services.correct_mot(mot, type_):
            return _Lu(mot, propose, ailleurs=True)
    return _Lu(mot, mot, inconnu=True)


def _complete(terme: TermeCherche, par_racine: dict[str, _Lu], index: Index) -> TermeCherche:
    """Say of a word that no text holds where it lies, or which words it begins."""
    lu = par_racine[terme.propre[0]]
    if len(terme.propre) > 1 or terme.autres or index.holds(terme.propre[0]) or lu.inconnu:
        return terme
    return replace(terme, ailleurs=True) if lu.ailleurs else widen(terme, index.list_debuts(lu.mot))


# --- The words of a text around those that were looked for, which are marked ---


_AUTOUR: Final = 110  # letters shown on each side of the first word found
_MOT: Final = re.compile(r"[^\W_]+")

type Morceau = tuple[str, bool]
"""A piece of text, and whether it is a word that was looked for."""


def cut_extrait(texte: str, cherches: Collection[str]) -> list[Morceau]:
    """Return the words around the first stem found, each said to be looked for or not."""
    centre = find_premier_mot(texte, cherches)
    debut = texte.rfind(" ", 0, centre - _AUTOUR) + 1 if centre > _AUTOUR else 0
    fin = texte.find(" ", max(centre, 0) + _AUTOUR)
    fin = len(texte) if fin < 0 else fin
    morceaux: list[Morceau] = [("… ", False)] if debut else []
    for mot in _MOT.finditer(texte, debut, fin):
        if _is_wanted(mot[0], cherches):
            morceaux += [(texte[debut : mot.start()], False), (mot[0], True)]
            debut = mot.end()
    return [*morceaux, (texte[debut:fin] + (" …" if fin < len(texte) else ""), False)]


def find_premier_mot(texte: str, cherches: Collection[str]) -> int:
    """Return the place of the first word that was looked for; -1 when there is none."""
    return next((m.start() for m in _MOT.finditer(texte) if _is_wanted(m[0], cherches)), -1)


def _is_wanted(mot: str, cherches: Collection[str]) -> bool:
    return not _read_racines(mot).isdisjoint(cherches)


@lru_cache(maxsize=20_000)
def _read_racines(mot: str) -> frozenset[str]:
    return frozenset(map(services.stem_texte, services.split_mots(mot)))
