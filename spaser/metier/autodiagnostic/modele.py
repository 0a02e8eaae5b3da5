"""The questionnaire as its file gives it."""

from __future__ import annotations

from datetime import date
from typing import Final

import msgspec

from spaser.metier.propositions import NatureProposition
from spaser.metier.registre.nomenclatures import Approche

NIVEAU_MAX: Final = 4

type Niveaux = tuple[str, str, str, str, str]


class Proposition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A next step for those who placed themselves at `jusqu_a` or below, and why."""

    jusqu_a: int
    nature: NatureProposition
    code: str
    libelle: str
    raison: str


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question, its five levels in words, and what to do next.

    `priorite`: among equal levels, what the rest stands on (3) comes before what can wait (1).
    `faits` are the codes of the law that its help tells.
    """

    code: str
    intitule: str
    aide: str
    priorite: int
    force: str
    niveaux: Niveaux
    propositions: tuple[Proposition, ...]
    faits: tuple[str, ...] = ()


class Analyse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a rubric that has `jusqu_a` points or fewer."""

    jusqu_a: int
    texte: str


class Rubrique(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Four questions of one kind."""

    code: str
    libelle: str
    presentation: str
    analyses: tuple[Analyse, ...]
    questions: tuple[Question, ...]


class Profil(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A profile; only some names come from the programme, every threshold is ours."""

    code: str
    libelle: str
    a_partir_de: float
    du_programme: bool
    analyse: str
    conseil: str


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer that decides."""

    question: str
    au_moins: int


class Orientation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When an approach is recommended; the first that holds is kept."""

    approche: Approche
    raison: str
    si: tuple[Condition, ...] = ()
    score_sous: float | None = None


class Questionnaire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of the whole."""

    version: int
    verifie_le: date
    source: str
    rubriques: tuple[Rubrique, ...]
    profils: tuple[Profil, ...]
    orientations: tuple[Orientation, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return every question, in the order they are asked."""
        return tuple(question for rubrique in self.rubriques for question in rubrique.questions)

    def find_question(self, code: str) -> Question:
        """Return a question by its code."""
        return next(question for question in self.questions if question.code == code)
