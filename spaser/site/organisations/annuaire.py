"""Names that no file gives, asked aside of the public directory, and kept thirty days."""

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from spaser.elements import fold_mots, is_siren
from spaser.moteur.reseau import annuaire
from spaser.moteur.reseau.telechargement import ErreurReseau, ErreurTelechargement
from spaser.site.organisations.models import QUESTION_MAX, QuestionAnnuaire
from spaser.site.socle.controles import ANNUAIRE as RECHERCHE_ENTREPRISES
from spaser.site.socle.models import Compteur
from spaser.site.socle.requetes import TropDeDemandes, check_lectures
from spaser.site.socle.taches import file

# --- The questions to the public directory, answered by workers: five a second, those of all of
# them ---
# The rows are the queue: what is not answered stays due, whatever becomes of a worker.


GARDE: Final = timedelta(days=30)
PAS: Final = timedelta(milliseconds=200)
PATIENCE: Final = timedelta(seconds=5)  # beyond, a worker has better to do than wait its turn
PANNE: Final = timedelta(minutes=10)
REESSAIS: Final = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
LOT: Final = 20
_TOUR: Final = "annuaire.tour"

dormir = time.sleep


def list_dues(maintenant: datetime) -> QuerySet[QuestionAnnuaire]:
    dues = QuestionAnnuaire.objects.filter(repondue_le=None, a_poser_le__lte=maintenant)
    return dues.order_by("a_poser_le", "pk")


def answer_lot() -> bool:
    """Have a few questions answered; say whether to go on with others."""
    numeros = list(list_dues(timezone.now()).values_list("pk", flat=True)[:LOT])
    return bool(settings.ANNUAIRE) and all(map(_answer, numeros)) and len(numeros) == LOT


def _answer(numero: int) -> bool:
    """Ask the directory one question; False when it must be left alone for a while."""
    ligne = QuestionAnnuaire.objects.filter(pk=numero, repondue_le=None).first()
    if ligne is None:
        return True
    if not _take_turn():
        return False
    choix = {RECHERCHE_ENTREPRISES: annuaire.ANNUAIRE}
    try:
        unites = annuaire.ask_annuaire(
            choix.get(settings.ANNUAIRE, settings.ANNUAIRE), ligne.question
        )
    except ErreurTelechargement as erreur:
        _journal.warning("The directory gave no answer: %s", type(erreur).__name__)
        _put_off(ligne)
        if isinstance(erreur, ErreurReseau):
            _leave_alone(max(PANNE, timedelta(seconds=erreur.attente)))
        return not isinstance(erreur, ErreurReseau)
    reponses: list[dict[str, Any]] = msgspec.to_builtins(unites)
    QuestionAnnuaire.objects.filter(pk=numero).update(reponses=reponses, repondue_le=timezone.now())
    return True


def _put_off(ligne: QuestionAnnuaire) -> None:
    """Put off a question, longer at each failure, then give up."""
    attente = REESSAIS[ligne.essais] if ligne.essais < len(REESSAIS) else GARDE
    QuestionAnnuaire.objects.filter(pk=ligne.pk).update(
        essais=F("essais") + 1, a_poser_le=timezone.now() + attente
    )


@transaction.atomic
def _read_tour(maintenant: datetime) -> Compteur:
    tour, _ = Compteur.objects.select_for_update().get_or_create(
        nom=_TOUR, empreinte="", defaults={"nombre": 0, "debut": maintenant, "fin": maintenant}
    )
    return tour


def _take_turn() -> bool:
    """Wait for this worker's turn to ask the directory; False when the next turn is far."""
    with transaction.atomic():
        maintenant = timezone.now()
        tour = _read_tour(maintenant)
        attente = max(tour.fin - maintenant, timedelta())
        if attente > PATIENCE:
            return False
        Compteur.objects.filter(pk=tour.pk).update(fin=maintenant + attente + PAS)
    dormir(attente.total_seconds())
    return True


def _leave_alone(duree: timedelta) -> None:
    with transaction.atomic():
        maintenant = timezone.now()
        tour = _read_tour(maintenant)
        Compteur.objects.filter(pk=tour.pk).update(fin=max(tour.fin, maintenant + duree))


def forget_old(maintenant: datetime) -> None:
    """Drop what was answered, or asked in vain, more than thirty days ago."""
    quand = Coalesce("repondue_le", "posee_le")
    QuestionAnnuaire.objects.alias(quand=quand).filter(quand__lt=maintenant - GARDE).delete()


# --- Tasks of organisations: asking the public directory ---


@file.travail(
    file.Travail("Noms demandés à l’annuaire public", rang=-10, delai=timedelta(minutes=15))
)
def answer_questions() -> None:
    """Have a few questions answered, then ask for the next: other work passes in between."""
    if answer_lot():
        file.ensure(answer_questions)


# --- Names that no file gives, asked of the public directory aside, and kept thirty days ---
# A page never waits for it: it shows the number, then the name at the next view.


ATTENTE_MAX: Final = 2000  # questions that wait: nobody may make us ask about everybody
PAR_VISITEUR: Final = 30
_HEURE: Final = timedelta(hours=1)

_journal: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Consultation:
    """What the directory says of a question; nothing yet when it `attend`."""

    unites: tuple[annuaire.Unite, ...] = ()
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
    unites = tuple(msgspec.convert(unite, annuaire.Unite) for unite in ligne.reponses)
    return Consultation(tuple(unite for unite in unites if unite.est_publique))


def _ask(questions: Collection[str]) -> None:
    """Note questions that nobody asked, and have them answered; a busy base costs a name."""
    connues = QuestionAnnuaire.objects.filter(question__in=questions)
    neuves = set(questions) - set(connues.values_list("question", flat=True))
    if not neuves or QuestionAnnuaire.objects.filter(repondue_le=None).count() > ATTENTE_MAX:
        return
    try:
        with file.hurry(), transaction.atomic():
            QuestionAnnuaire.objects.bulk_create(
                [QuestionAnnuaire(question=question) for question in sorted(neuves)],
                ignore_conflicts=True,
            )
            file.ensure(answer_questions)
    except DatabaseError:
        _journal.warning("Questions to the directory could not be noted", exc_info=True)
