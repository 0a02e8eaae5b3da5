"""Reads the index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from spaser.web.recherche.correction import correct
from spaser.web.recherche.moteur import Terme, Trouve, exists, find
from spaser.web.recherche.normalisation import split_mots, stem

TEXTE_MAX: Final = 200
_TERMES_MAX: Final = 12
_DEBUT_MIN: Final = 3  # letters from which the beginning of a word is enough


@dataclass(frozen=True)
class Trouvaille:
    """What a question found.

    `corrige` is the question that was really asked, when a mistyped name was mended; `inconnus` are
    the words that nothing holds. Without a single useful word, `vide` is true and nothing is found.
    """

    demande: str
    trouves: tuple[Trouve, ...] = ()
    corrige: str = ""
    inconnus: tuple[str, ...] = ()
    vide: bool = False

    @property
    def numeros(self) -> list[int]:
        """Return the numbers of the objects, best first."""
        return [numero for numero, _ in self.trouves]


def search(texte: str, type_objet: str) -> Trouvaille:
    """Find the objects of one kind that hold every word, mending mistyped names if needed."""
    demande = " ".join(texte.split())[:TEXTE_MAX]
    mots = list(dict.fromkeys(split_mots(demande)))[:_TERMES_MAX]
    if not mots:
        return Trouvaille(demande, vide=True)
    trouves = find([(stem(mot), False) for mot in mots], type_objet)
    if trouves:
        return Trouvaille(demande, tuple(trouves))
    return _search_again(demande, mots, type_objet)


@dataclass(frozen=True)
class _Lecture:
    """One word of a question, and how it is understood."""

    mot: str
    terme: Terme
    connu: bool = True
    corrige: bool = False


def _search_again(demande: str, mots: list[str], type_objet: str) -> Trouvaille:
    lectures = [_understand(mot, type_objet) for mot in mots]
    reponse = Trouvaille(demande, inconnus=tuple(lu.mot for lu in lectures if not lu.connu))
    if reponse.inconnus:
        return reponse
    trouves = find([lecture.terme for lecture in lectures], type_objet)
    corrige = any(lecture.corrige for lecture in lectures)
    lu = " ".join(lecture.mot for lecture in lectures) if corrige and trouves else ""
    return replace(reponse, trouves=tuple(trouves), corrige=lu)


def _understand(mot: str, type_objet: str) -> _Lecture:
    """Read a word as it is, else as the beginning of a longer one, else as a mistyped name."""
    entier = (stem(mot), False)
    if exists(entier, type_objet):
        return _Lecture(mot, entier)
    debut = (mot, True)
    if len(mot) >= _DEBUT_MIN and exists(debut, type_objet):
        return _Lecture(mot, debut)
    propose = correct(mot, type_objet)
    if propose is None:
        return _Lecture(mot, entier, connu=False)
    return _Lecture(propose, (stem(propose), False), corrige=True)
