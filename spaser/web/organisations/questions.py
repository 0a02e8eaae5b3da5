"""The questions to the public directory, answered by workers: five a second, those of all of them.

The rows are the queue: what is not answered stays due, whatever becomes of a worker.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from spaser.donnees.reseau.annuaire import ANNUAIRE, ask_annuaire, read_attente
from spaser.donnees.reseau.pannes import ErreurReseau, ErreurTelechargement
from spaser.web.config.controles import ANNUAIRE as RECHERCHE_ENTREPRISES
from spaser.web.organisations.models.annuaire import QuestionAnnuaire
from spaser.web.socle.models import Compteur

GARDE: Final = timedelta(days=30)
PAS: Final = timedelta(milliseconds=200)
PATIENCE: Final = timedelta(seconds=5)  # beyond, a worker has better to do than wait its turn
PANNE: Final = timedelta(minutes=10)
REESSAIS: Final = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))
LOT: Final = 20
_TOUR: Final = "annuaire.tour"

_journal: Final = logging.getLogger(__name__)
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
    choix = {RECHERCHE_ENTREPRISES: ANNUAIRE}
    try:
        unites = ask_annuaire(choix.get(settings.ANNUAIRE, settings.ANNUAIRE), ligne.question)
    except ErreurTelechargement as erreur:
        _journal.warning("The directory gave no answer: %s", type(erreur).__name__)
        _put_off(ligne)
        if isinstance(erreur, ErreurReseau):
            _leave_alone(max(PANNE, timedelta(seconds=read_attente(erreur))))
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
