"""How a question is read: its words, mended or known elsewhere, and what else they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from spaser.web.recherche import selectors
from spaser.web.recherche.index import Forme, Index, Terme, read_termes, widen
from spaser.web.recherche.normalisation import split_mots, stem, stem_texte
from spaser.web.recherche.services import read_types

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
class Question:
    mots: tuple[str, ...]
    termes: tuple[Terme, ...]
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


def understand(demande: str, index: Index, synonymes: ParForme) -> Question:
    mots = split_mots(demande)[:_MOTS_MAX]
    utiles = [mot for mot in mots if mot not in _DE_QUESTION] or mots
    nommees = {racine for forme in synonymes for racine in forme}
    lus = {lu.mot: lu for lu in _read_mots(dict.fromkeys(utiles), index, nommees)}
    retenus = tuple(lus[mot].ecrit for mot in utiles)
    par_racine = {stem_texte(lu.ecrit): lu for lu in lus.values()}
    termes = (_complete(terme, par_racine, index) for terme in read_termes(retenus, synonymes))
    return Question(
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
        if index.holds(stem_texte(mot)) or stem_texte(mot) in nommees:
            yield _Lu(mot, mot)
            continue
        yield _look_further(mot, index, ailleurs=restes > 0)
        restes -= 1


def _look_further(mot: str, index: Index, *, ailleurs: bool) -> _Lu:
    if ailleurs and selectors.exists((stem(mot), False)):
        return _Lu(mot, mot, ailleurs=True)
    if len(mot) >= DEBUT_MIN and index.list_debuts(mot):
        return _Lu(mot, mot, entame=True)
    if len(mot) < _CORRIGE_MIN:
        return _Lu(mot, mot, inconnu=True)
    if propose := index.correct(mot):
        return _Lu(mot, propose)
    for type_ in (t.nom for t in read_types() if t.nomme and ailleurs):
        if propose := selectors.correct(mot, type_):
            return _Lu(mot, propose, ailleurs=True)
    return _Lu(mot, mot, inconnu=True)


def _complete(terme: Terme, par_racine: dict[str, _Lu], index: Index) -> Terme:
    """Say of a word that no text holds where it lies, or which words it begins."""
    lu = par_racine[terme.propre[0]]
    if len(terme.propre) > 1 or terme.autres or index.holds(terme.propre[0]) or lu.inconnu:
        return terme
    return replace(terme, ailleurs=True) if lu.ailleurs else widen(terme, index.list_debuts(lu.mot))
