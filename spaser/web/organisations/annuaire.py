"""Names that no file gives, asked of the public directory aside, and kept thirty days.

A page never waits for it: it shows the number, then the name at the next view.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import msgspec
from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest

from spaser.donnees.reseau.annuaire import Unite
from spaser.identifiants import is_siren
from spaser.lettres import fold_mots
from spaser.web.organisations.models.annuaire import QUESTION_MAX, QuestionAnnuaire
from spaser.web.organisations.tasks import answer_questions
from spaser.web.socle.limites import TropDeDemandes, check_lectures
from spaser.web.socle.taches.baux import ensure
from spaser.web.socle.taches.verrous import hurry

ATTENTE_MAX: Final = 2000  # questions that wait: nobody may make us ask about everybody
PAR_VISITEUR: Final = 30
_HEURE: Final = timedelta(hours=1)

_journal: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Consultation:
    """What the directory says of a question; nothing yet when it `attend`."""

    unites: tuple[Unite, ...] = ()
    attend: bool = False
    trop: str = ""


def name_sirens(sirens: Collection[str]) -> dict[str, str]:
    if not settings.ANNUAIRE or not sirens:
        return {}
    lues = QuestionAnnuaire.objects.filter(question__in=sirens).exclude(repondue_le=None)
    reponses = lues.values_list("question", "reponses")
    return {siren: unites[0]["nom"] for siren, unites in reponses if unites}


def name_siren(siren: str) -> str:
    """Return the name that the directory gave of a number; asked for, later, if it was not."""
    ask_sirens([siren])
    return name_sirens([siren]).get(siren, "")


def ask_sirens(sirens: Collection[str]) -> None:
    """Ask, later, for the names of numbers that are in public data and that no file names."""
    if settings.ANNUAIRE:
        _ask({siren for siren in sirens if is_siren(siren)})


def consult(request: HttpRequest, texte: str) -> Consultation | None:
    """Return what the directory says of what a visitor typed; None when it is not asked."""
    question = texte if is_siren(texte) else fold_mots(texte)[:QUESTION_MAX].strip()
    if not settings.ANNUAIRE or not question:
        return None
    ligne = QuestionAnnuaire.objects.filter(question=question).first()
    if ligne is None:
        try:
            check_lectures(request, "annuaire", PAR_VISITEUR, _HEURE)
        except TropDeDemandes as trop:
            return Consultation(trop=str(trop))
        _ask({question})
    if ligne is None or ligne.repondue_le is None:
        return Consultation(attend=True)
    unites = tuple(msgspec.convert(unite, Unite) for unite in ligne.reponses)
    return Consultation(tuple(unite for unite in unites if unite.est_publique))


def _ask(questions: Collection[str]) -> None:
    """Note questions that nobody asked, and have them answered; a busy base costs a name."""
    connues = QuestionAnnuaire.objects.filter(question__in=questions)
    neuves = set(questions) - set(connues.values_list("question", flat=True))
    if not neuves or QuestionAnnuaire.objects.filter(repondue_le=None).count() > ATTENTE_MAX:
        return
    try:
        with hurry(), transaction.atomic():
            QuestionAnnuaire.objects.bulk_create(
                [QuestionAnnuaire(question=question) for question in sorted(neuves)],
                ignore_conflicts=True,
            )
            ensure(answer_questions)
    except DatabaseError:
        _journal.warning("Questions to the directory could not be noted", exc_info=True)
