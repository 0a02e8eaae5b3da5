"""The questions of a lesson as a page asks them: with the answer that was given, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from spaser.metier.apprentissage import Choisis, judge
from spaser.metier.formation import Lecon
from spaser.web.formation.presentation import ChoixMontre, LeconMontree, QuestionMontree


@dataclass(frozen=True)
class ChoixPose:
    """A choice, whether it is ticked, or the rank that it was given."""

    montre: ChoixMontre
    coche: bool
    place: int


@dataclass(frozen=True)
class QuestionPosee:
    """A question, the last answer, whether it is right, or what an answer lacks."""

    montree: QuestionMontree
    choix: tuple[ChoixPose, ...]
    repondue: bool = False
    juste: bool = False
    manque: str = ""

    @property
    def rangs(self) -> range:
        return range(1, len(self.choix) + 1)


def pose_questions(
    lecon: Lecon,
    montree: LeconMontree,
    reponses: Mapping[str, Choisis],
    refus: tuple[str, str, Choisis] | None = None,
) -> tuple[QuestionPosee, ...]:
    """Return the questions of a lesson; `refus` is what one answer lacks, and what it held."""
    posees = []
    for question, vue in zip(lecon.questions, montree.questions, strict=True):
        donnee = reponses.get(vue.cle)
        refusee = refus if refus and refus[0] == question.code else None
        choisis = refusee[2] if refusee else donnee or ()
        posees.append(
            QuestionPosee(
                vue,
                tuple(_pose(choix, choisis) for choix in vue.choix),
                repondue=donnee is not None and not refusee,
                juste=donnee is not None and judge(question, donnee),
                manque=refusee[1] if refusee else "",
            )
        )
    return tuple(posees)


def _pose(choix: ChoixMontre, choisis: Choisis) -> ChoixPose:
    coche = choix.rang in choisis
    return ChoixPose(choix, coche, choisis.index(choix.rang) + 1 if coche else 0)
