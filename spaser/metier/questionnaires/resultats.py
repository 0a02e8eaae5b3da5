"""What answers say, without saying what anybody answered.

Fewer than five answers are a number and nothing else. From five on, the team reads every number;
to anybody else, a cell of fewer than five, zero included, is
hidden, with what would let it be computed, by somebody who has read these rules as well: of a
choice, the next smallest cells, until what the hidden ones add up to leaves each of them open; of a
note, notes are counted together, by groups that are always the same, no spread is given, and a mean
near an end says « at least » or « at most ».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from statistics import pstdev
from typing import Final

from spaser.metier.questionnaires.modele import NatureReponse, Question

SEUIL: Final = 5
MASQUE: Final = "masqué"
PEU: Final = f"moins de {SEUIL}"
PRESQUE_TOUS: Final = f"tous, ou tous sauf moins de {SEUIL}"
_DEUX_SENS: Final = 2 * SEUIL  # from so many answers on, « few » and « nearly all » do not overlap

type Valeur = int | list[int]
type Groupes = tuple[tuple[int, ...], ...]
"""Ranks of notes that are counted together."""

_PAR_NOTE: Final[dict[NatureReponse, tuple[Groupes, ...]]] = {
    NatureReponse.ECHELLE_5: (
        ((0,), (1,), (2,), (3,), (4,)),
        ((0, 1, 2), (3,), (4,)),
        ((0, 1, 2, 3, 4),),
    ),
    NatureReponse.ECHELLE_10: (
        tuple((rang,) for rang in range(11)),
        (tuple(range(7)), (7, 8), (9, 10)),
        (tuple(range(11)),),
    ),
}
"""How notes are grouped, the finest first; the last one groups them all.

A way of two groups would say too much: where it fails, one of the two is small.
"""
AU_MOINS, AU_PLUS = "au moins", "au plus"


@dataclass(frozen=True, slots=True)
class Cellule:
    """How many gave an answer; None, with a word in its place, when that is hidden."""

    libelle: str
    nombre: int | None
    mention: str = ""

    def tell_part(self, n: int) -> float | None:
        """Return its share of those who answered the question."""
        return None if self.nombre is None or not n else self.nombre / n


@dataclass(frozen=True, slots=True)
class Resultat:
    """What the answers to a question say; `masquees` is what its hidden cells add up to."""

    question: Question
    n: int
    cellules: tuple[Cellule, ...] = ()
    masquees: int = 0
    moyenne: float | None = None
    borne: str = ""  # « at least » or « at most » the mean
    ecart: float | None = None
    entier: bool = False  # nothing is hidden

    @property
    def est_montrable(self) -> bool:
        """Say whether there is more to show than a number of answers."""
        return self.entier or self.n >= SEUIL


def read_valeur(question: Question, valeur: object) -> Valeur | None:
    """Return an answer that the question can have; None for any other."""
    permises = {code for code, _ in question.reponses}
    if question.nature is NatureReponse.PLUSIEURS and isinstance(valeur, list):
        return sorted({v for v in valeur if isinstance(v, int) and v in permises}) or None
    seule = question.nature not in {NatureReponse.PLUSIEURS, NatureReponse.TEXTE}
    return valeur if seule and isinstance(valeur, int) and valeur in permises else None


def compute_resultats(
    questions: Iterable[Question],
    reponses: Sequence[Mapping[str, object]],
    textes: Mapping[str, int],
    *,
    entier: bool = False,
) -> tuple[Resultat, ...]:
    """Return the result of each question; `textes`: how many wrote to each that asks for words.

    The team reads them `entier`, once five people answered in all: it must know what the one who
    was lost says, and what it reads is not published.
    """
    montre = _show_entier if entier and len(reponses) >= SEUIL else compute_resultat
    return tuple(
        Resultat(question, textes.get(question.code, 0))
        if question.nature is NatureReponse.TEXTE
        else montre(question, [reponse.get(question.code) for reponse in reponses])
        for question in questions
    )


def _count(question: Question, valeurs: Iterable[object]) -> tuple[int, list[int]]:
    """Return how many answered, and how many gave each answer."""
    lues = [lue for valeur in valeurs if (lue := read_valeur(question, valeur)) is not None]
    compte = Counter(v for lue in lues for v in (lue if isinstance(lue, list) else [lue]))
    return len(lues), [compte[code] for code, _ in question.reponses]


def _show_entier(question: Question, valeurs: Iterable[object]) -> Resultat:
    n, nombres = _count(question, valeurs)
    notes = question.notes if n else None
    return Resultat(
        question,
        n,
        tuple(map(Cellule, (libelle for _, libelle in question.reponses), nombres)),
        moyenne=sum(map(prod, zip(notes, nombres, strict=True))) / n if notes else None,
        ecart=_compute_ecart(notes, nombres) if notes else None,
        entier=True,
    )


def compute_resultat(question: Question, valeurs: Iterable[object]) -> Resultat:
    """Return what may be shown to anybody of the answers to a question that has no text."""
    n, nombres = _count(question, valeurs)
    if n < SEUIL:
        return Resultat(question, n)
    libelles = [libelle for _, libelle in question.reponses]
    if question.nature is NatureReponse.PLUSIEURS:
        return Resultat(question, n, tuple(map(_show_coche, libelles, nombres, [n] * len(nombres))))
    if question.notes is None:
        return _show_choix(question, libelles, nombres)
    return _show_notes(question, question.notes, nombres)


def _show_coche(libelle: str, nombre: int, n: int) -> Cellule:
    """Hide an answer that few ticked, or that few did not."""
    if nombre >= SEUIL and n - nombre >= SEUIL:
        return Cellule(libelle, nombre)
    if n < _DEUX_SENS:
        return Cellule(libelle, None, MASQUE)
    return Cellule(libelle, None, PEU if nombre < SEUIL else PRESQUE_TOUS)


def _show_choix(question: Question, libelles: Sequence[str], nombres: Sequence[int]) -> Resultat:
    caches = mask(nombres)
    cellules = tuple(
        Cellule(libelle, None, MASQUE) if rang in caches else Cellule(libelle, nombre)
        for rang, (libelle, nombre) in enumerate(zip(libelles, nombres, strict=True))
    )
    return Resultat(question, sum(nombres), cellules, sum(nombres[rang] for rang in caches))


def mask(nombres: Sequence[int]) -> frozenset[int]:
    """Return the ranks of the counts to hide, where each person is in exactly one count."""
    caches = {rang for rang, nombre in enumerate(nombres) if nombre < SEUIL}
    for suivant in sorted({nombre for nombre in nombres if nombre >= SEUIL}):
        if not caches or _is_vague([nombres[rang] for rang in caches]):
            break
        caches |= {rang for rang, nombre in enumerate(nombres) if nombre == suivant}
    return frozenset(caches)


def _is_vague(caches: Sequence[int]) -> bool:
    """Say whether the sum of hidden counts leaves each of them open."""
    total = sum(caches)
    tous_au_plus = max(caches) < SEUIL and total >= (SEUIL - 1) * len(caches)
    return len(caches) > 1 and total >= SEUIL and not tous_au_plus


def _show_notes(question: Question, notes: Sequence[int], nombres: Sequence[int]) -> Resultat:
    n = sum(nombres)
    groupes, totaux = group_notes(question.nature, nombres)
    moyenne, borne = compute_moyenne(notes, groupes, nombres)
    libelles = [_name_groupe(question, groupe) for groupe in groupes]
    seules = len(groupes) == len(notes)
    return Resultat(
        question,
        n,
        tuple(map(Cellule, libelles, totaux)) if len(groupes) > 1 else (),
        moyenne=moyenne,
        borne=borne,
        ecart=_compute_ecart(notes, nombres) if seules else None,
    )


def group_notes(nature: NatureReponse, nombres: Sequence[int]) -> tuple[Groupes, tuple[int, ...]]:
    """Return the finest groups that hold five answers each, and how many each holds."""
    for groupes in _PAR_NOTE[nature]:
        totaux = tuple(sum(nombres[rang] for rang in groupe) for groupe in groupes)
        if min(totaux) >= SEUIL:
            break
    return groupes, totaux


def compute_moyenne(
    notes: Sequence[int], groupes: Groupes, nombres: Sequence[int]
) -> tuple[float, str]:
    """Return the mean, and whether it is « at least » or « at most » that.

    Near what the groups allow at most, it would say that nobody gave the low notes of one.
    """
    n = sum(nombres)
    somme = sum(note * nombre for note, nombre in zip(notes, nombres, strict=True))
    marge = max(notes[groupe[-1]] - notes[groupe[0]] for groupe in groupes)
    if not marge:
        return somme / n, ""
    totaux = [sum(nombres[rang] for rang in groupe) for groupe in groupes]
    bas = sum(t * notes[g[0]] for t, g in zip(totaux, groupes, strict=True)) + marge
    haut = sum(t * notes[g[-1]] for t, g in zip(totaux, groupes, strict=True)) - marge
    if somme >= haut:
        return haut / n, AU_MOINS
    return (bas / n, AU_PLUS) if somme <= bas else (somme / n, "")


def _compute_ecart(notes: Sequence[int], nombres: Sequence[int]) -> float:
    """Return the standard deviation of the answers."""
    toutes = [note for note, nombre in zip(notes, nombres, strict=True) for _ in range(nombre)]
    return pstdev(toutes)


def _name_groupe(question: Question, groupe: tuple[int, ...]) -> str:
    reponses = question.reponses
    if len(groupe) == 1:
        return reponses[groupe[0]][1]
    return f"{reponses[groupe[0]][0]} à {reponses[groupe[-1]][0]}"


def is_a_compter(attendent: int, comptees: int, *, ferme: bool, finit: bool) -> bool:
    """Say whether answers that wait may join the results, which never grow by fewer than five.

    One read before and after a single answer would tell it. What has an end is counted at its end,
    all at once; what has none, five at a time.
    """
    if not attendent or (finit and not ferme and not comptees):
        return False
    return attendent >= SEUIL or (ferme and not comptees)
