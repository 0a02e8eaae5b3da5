"""Two diagnoses of different days, and what may be compared when the questionnaire changed."""

from __future__ import annotations

from dataclasses import dataclass

from spaser.metier.autodiagnostic.questionnaire import (
    Question,
    Questionnaire,
    Reponses,
    RubriqueDiagnostic,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changements:
    """What changed from one version of the questionnaire to another."""

    ajoutees: tuple[Question, ...]
    retirees: tuple[Question, ...]
    reformulees: tuple[Question, ...]

    @property
    def aucun(self) -> bool:
        return not (self.ajoutees or self.retirees or self.reformulees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pas:
    """The same question, asked twice."""

    question: Question
    avant: int | None
    apres: int | None

    @property
    def ecart(self) -> int | None:
        """Return by how much the level moved; None when one of the answers is missing."""
        return None if self.avant is None or self.apres is None else self.apres - self.avant


@dataclass(frozen=True, slots=True, kw_only=True)
class Evolution:
    """What moved between two diagnoses, on the questions that did not change."""

    changements: Changements
    pas: tuple[Pas, ...]

    @property
    def hausses(self) -> tuple[Pas, ...]:
        return tuple(sorted((p for p in self.pas if (p.ecart or 0) > 0), key=_by_ecart))

    @property
    def baisses(self) -> tuple[Pas, ...]:
        return tuple(sorted((p for p in self.pas if (p.ecart or 0) < 0), key=_by_ecart))

    @property
    def inconnus(self) -> int:
        return sum(pas.ecart is None for pas in self.pas)


def _by_ecart(pas: Pas) -> int:
    return -abs(pas.ecart or 0)


def compare_questionnaires(avant: Questionnaire, apres: Questionnaire) -> Changements:
    anciennes = {question.code: question for question in avant.questions}
    nouvelles = {question.code: question for question in apres.questions}
    return Changements(
        ajoutees=tuple(q for code, q in nouvelles.items() if code not in anciennes),
        retirees=tuple(q for code, q in anciennes.items() if code not in nouvelles),
        reformulees=tuple(
            q
            for code, q in nouvelles.items()
            if code in anciennes and not _same(anciennes[code], q)
        ),
    )


def compare_diagnostics(
    avant: tuple[Questionnaire, Reponses], apres: tuple[Questionnaire, Reponses]
) -> Evolution:
    ancien, anciennes = avant
    nouveau, nouvelles = apres
    changements = compare_questionnaires(ancien, nouveau)
    autres = {q.code for q in (*changements.ajoutees, *changements.reformulees)}
    return Evolution(
        changements=changements,
        pas=tuple(
            Pas(
                question=question,
                avant=anciennes.get(question.code),
                apres=nouvelles.get(question.code),
            )
            for question in nouveau.questions
            if question.code not in autres
        ),
    )


def is_comparable(avant: RubriqueDiagnostic | None, apres: RubriqueDiagnostic) -> bool:
    """Say whether the scores of a rubric may be compared: its questions are the same."""
    if avant is None or len(avant.questions) != len(apres.questions):
        return False
    return all(
        une.code == autre.code and _same(une, autre)
        for une, autre in zip(avant.questions, apres.questions, strict=True)
    )


def _same(une: Question, autre: Question) -> bool:
    return (une.intitule, une.niveaux) == (autre.intitule, autre.niveaux)
