"""The questionnaire as its files give it: the one asked today, and those of older links."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Final

import msgspec

from spaser.contenus.lecture import list_contenus, read_contenu
from spaser.metier.propositions import NatureProposition
from spaser.metier.registre.nomenclatures import Approche

NIVEAU_MAX: Final = 4

type Niveaux = tuple[str, str, str, str, str]


class ProchainPas(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    propositions: tuple[ProchainPas, ...]
    faits: tuple[str, ...] = ()


class Analyse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of a rubric that has `jusqu_a` points or fewer."""

    jusqu_a: int
    texte: str


class RubriqueDiagnostic(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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


class ReponseAuMoins(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer that decides."""

    question: str
    au_moins: int


class Orientation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When an approach is recommended; the first that holds is kept."""

    approche: Approche
    raison: str
    si: tuple[ReponseAuMoins, ...] = ()
    score_sous: float | None = None


class Questionnaire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of the whole."""

    version: int
    verifie_le: date
    source: str
    rubriques: tuple[RubriqueDiagnostic, ...]
    profils: tuple[Profil, ...]
    orientations: tuple[Orientation, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return every question, in the order they are asked."""
        return tuple(question for rubrique in self.rubriques for question in rubrique.questions)

    def find_question(self, code: str) -> Question:
        """Return a question by its code."""
        return next(question for question in self.questions if question.code == code)


@cache
def load_questionnaires() -> dict[int, Questionnaire]:
    """Return every version, the oldest first."""
    chemins = list_contenus("autodiagnostic", "questionnaire-")
    return {
        version: read_contenu(chemins[str(version)], Questionnaire)
        for version in sorted(map(int, chemins))
    }


def load_questionnaire() -> Questionnaire:
    """Return the version asked today."""
    return list(load_questionnaires().values())[-1]
