"""Several people's answers: how they spread, and the level that is kept for each question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from spaser.metier.autodiagnostic.questionnaire import NIVEAU_MAX, Question, Questionnaire, Reponses

ECART_FORT: Final = 2
"""From two levels apart, people do not speak of the same thing: talk before settling."""

ANONYMES_MIN: Final = 3
"""Below three answers, everybody would know who said what: unnamed answers are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repartition:
    """The answers to one question: how many people at each level, and without an answer."""

    question: Question
    nombres: tuple[int, ...]
    sans_reponse: int

    @property
    def repondues(self) -> int:
        return sum(self.nombres)

    @property
    def donnes(self) -> tuple[int, ...]:
        return tuple(niveau for niveau, nombre in enumerate(self.nombres) if nombre)

    @property
    def ecart(self) -> int:
        """Return how far apart the lowest and the highest answers are."""
        return self.donnes[-1] - self.donnes[0] if self.donnes else 0

    @property
    def est_forte(self) -> bool:
        return self.ecart >= ECART_FORT

    @property
    def commun(self) -> int | None:
        return self.donnes[0] if len(self.donnes) == 1 else None


def spread(questionnaire: Questionnaire, toutes: Sequence[Reponses]) -> tuple[Repartition, ...]:
    return tuple(_count(question, toutes) for question in questionnaire.questions)


def _count(question: Question, toutes: Sequence[Reponses]) -> Repartition:
    comptes = Counter(reponses.get(question.code) for reponses in toutes)
    return Repartition(
        question=question,
        nombres=tuple(comptes[niveau] for niveau in range(NIVEAU_MAX + 1)),
        sans_reponse=comptes[None],
    )


def retain(repartitions: Sequence[Repartition], accords: Mapping[str, int]) -> dict[str, int]:
    """Return the level kept for each question: settled, else common to all; else none."""
    retenus: dict[str, int] = {}
    for repartition in repartitions:
        code = repartition.question.code
        niveau = accords.get(code, repartition.commun)
        if niveau is not None:
            retenus[code] = niveau
    return retenus
