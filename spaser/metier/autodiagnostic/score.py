"""The score out of 100, and what the questions left open could change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spaser.metier.autodiagnostic.questionnaire import (
    NIVEAU_MAX,
    Profil,
    Question,
    Questionnaire,
    Reponses,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points over the questions answered; the bounds suppose the others at 0, then at 4."""

    points: int
    repondues: int
    questions: int

    @property
    def valeur(self) -> float | None:
        """Return the score of what was answered, or nothing when nothing was."""
        return 100 * self.points / (NIVEAU_MAX * self.repondues) if self.repondues else None

    @property
    def bas(self) -> float:
        """Return the score if every question left open were at level 0."""
        return 100 * self.points / self.maximum

    @property
    def haut(self) -> float:
        """Return the score if every question left open were at level 4."""
        ouverts = NIVEAU_MAX * (self.questions - self.repondues)
        return 100 * (self.points + ouverts) / self.maximum

    @property
    def maximum(self) -> int:
        return NIVEAU_MAX * self.questions

    @property
    def est_complet(self) -> bool:
        return self.repondues == self.questions


def compute_score(questions: Iterable[Question], reponses: Reponses) -> Score:
    codes = [question.code for question in questions]
    niveaux = [reponses[code] for code in codes if code in reponses]
    return Score(points=sum(niveaux), repondues=len(niveaux), questions=len(codes))


def find_profils(questionnaire: Questionnaire, score: Score) -> tuple[Profil, ...]:
    """Return the profile, or every profile that the questions left open allow."""
    if not score.repondues:
        return ()
    premier = _rang(questionnaire, score.bas)
    return questionnaire.profils[premier : _rang(questionnaire, score.haut) + 1]


def _rang(questionnaire: Questionnaire, valeur: float) -> int:
    return sum(profil.a_partir_de <= valeur for profil in questionnaire.profils) - 1
