"""What comes in the programme, and what is to be done of what took place."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from spaser.metier.agenda.evenements import EtatEvenement
from spaser.metier.agenda.places import EtatInscription
from spaser.web.agenda.models import Evenement, Inscription
from spaser.web.questionnaires.models import Questionnaire
from spaser.web.questionnaires.selectors import filter_a_lire

QUESTIONNAIRE_AVANT: Final = timedelta(days=30)
"""How long after an event it is still worth asking those who came."""

type Moment = date | datetime | None

PROCHAINS: Final = 6
LIEN_AVANT: Final = timedelta(days=7)
"""How long before an event its address should be known: the reminder of the day before gives it."""
REPLAY_APRES: Final = timedelta(days=7)
"""How long after an event its recording is expected."""


def count(lignes: QuerySet[Any], champ: str) -> tuple[int, Moment]:
    """Count some lines, and say since when the oldest waits."""
    compte = lignes.order_by().aggregate(nombre=Count("pk"), depuis=Min(champ))
    return compte["nombre"], compte["depuis"]


def list_prochains(maintenant: datetime) -> list[Evenement]:
    """Return the next events, drafts too, each with the places held, offered and waited for."""
    lus = Evenement.objects.exclude(etat=EtatEvenement.ANNULE.value).filter(fin__gt=maintenant)
    return list(lus.annotate(**{etat: _sum_places(etat) for etat in _ETATS})[:PROCHAINS])


_ETATS: Final = ("inscrite", "proposee", "en_attente")


def _sum_places(etat: str) -> Coalesce:
    return Coalesce(Sum("inscriptions__taille", filter=Q(inscriptions__etat=etat)), 0)


def _list_tenus(maintenant: datetime) -> QuerySet[Evenement]:
    """Return the events that took place with people registered here."""
    return Evenement.objects.filter(etat=EtatEvenement.PUBLIE.value, source="", fin__lte=maintenant)


def count_sans_lien() -> tuple[int, Moment]:
    """Count the events that begin soon without an address to join them, nor a place."""
    maintenant = timezone.now()
    proches = Evenement.objects.filter(
        etat=EtatEvenement.PUBLIE.value,
        debut__range=(maintenant, maintenant + LIEN_AVANT),
        acces__isnull=True,
        lieu="",
    )
    return count(proches, "modifie_le")


def count_sans_presence() -> tuple[int, Moment]:
    """Count the events of which nobody noted who came."""
    siennes = _list_inscrites()
    pointees = siennes.filter(present__isnull=False)
    return count(_list_tenus(timezone.now()).filter(Exists(siennes), ~Exists(pointees)), "fin")


def _list_inscrites() -> QuerySet[Inscription]:
    """Return who may still be named or written to, for a question asked of many events at once."""
    siennes = Inscription.objects.filter(etat=EtatInscription.INSCRITE.value).exclude(courriel="")
    return siennes.filter(evenement=OuterRef("pk"))


def count_sans_replay() -> tuple[int, Moment]:
    """Count the recorded events whose recording is still missing a week later."""
    tenus = _list_tenus(timezone.now() - REPLAY_APRES)
    return count(tenus.filter(enregistre=True, replay_adresse=""), "fin")


def count_sans_questionnaire() -> tuple[int, Moment]:
    """Count the events of the last weeks after which nobody was asked what she thought."""
    maintenant = timezone.now()
    ouvert = Q(par_lien=True, ouvre_le__lte=timezone.localdate(maintenant))
    envoyes = Questionnaire.objects.filter(
        Q(invitations__isnull=False) | ouvert, evenement=OuterRef("code")
    )
    recents = _list_tenus(maintenant).filter(fin__gt=maintenant - QUESTIONNAIRE_AVANT)
    return count(recents.filter(Exists(_list_inscrites()), ~Exists(envoyes)), "fin")


def count_a_lire() -> tuple[int, Moment]:
    """Count what people wrote and let us publish; the day is kept of none."""
    return filter_a_lire().count(), None


def count_replays_morts() -> tuple[int, Moment]:
    """Count the recordings whose address answers no more."""
    return count(Evenement.objects.filter(replay_mort_le__isnull=False), "replay_mort_le")
