"""Answers of one person that do not go together: told, never corrected in her place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import msgspec

from spaser.contenus.lecture import list_json, read_json
from spaser.metier.autodiagnostic.modele import Question, Questionnaire, ReponseAuMoins
from spaser.metier.autodiagnostic.reponses import Reponses


class ReponseAuPlus(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A low answer."""

    question: str
    au_plus: int


class Tension(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A high answer that a low one makes doubtful."""

    haute: ReponseAuMoins
    basse: ReponseAuPlus
    texte: str


class _Tensions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int
    verifie_le: date
    source: str
    tensions: tuple[Tension, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two answers to look at again."""

    texte: str
    haute: Question
    basse: Question


@cache
def load_tensions(version: int) -> tuple[Tension, ...]:
    """Return the tensions written for a version of the questionnaire; none for others."""
    chemin = list_json("autodiagnostic", "tensions-").get(str(version))
    return read_json(chemin, _Tensions).tensions if chemin else ()


def list_contradictions(
    questionnaire: Questionnaire, reponses: Reponses
) -> tuple[Contradiction, ...]:
    """Return the pairs of answers that do not go together."""
    return tuple(
        Contradiction(
            texte=tension.texte,
            haute=questionnaire.find_question(tension.haute.question),
            basse=questionnaire.find_question(tension.basse.question),
        )
        for tension in load_tensions(questionnaire.version)
        if _holds(tension, reponses)
    )


def _holds(tension: Tension, reponses: Reponses) -> bool:
    haute, basse = tension.haute, tension.basse
    if haute.question not in reponses or basse.question not in reponses:
        return False
    return reponses[haute.question] >= haute.au_moins and reponses[basse.question] <= basse.au_plus
