"""What comes in the programme, and who was not asked yet what she thought of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from spaser.metier.agenda.evenements import EtatEvenement
from spaser.web.agenda.models import Evenement, Evenements
from spaser.web.agenda.selectors import filter_inscrites, list_tenus
from spaser.web.questionnaires.models import Questionnaire

QUESTIONNAIRE_APRES: Final = timedelta(days=30)
"""How long after an event it is still worth asking those who came."""
PROCHAINS: Final = 6


def list_prochains(maintenant: datetime) -> list[Evenement]:
    """Return the next events, drafts too, each with the places held, offered and waited for."""
    lus = Evenement.objects.exclude(etat=EtatEvenement.ANNULE.value).filter(fin__gt=maintenant)
    return list(lus.annotate(**{etat: _sum_places(etat) for etat in _ETATS})[:PROCHAINS])


_ETATS: Final = ("inscrite", "proposee", "en_attente")


def _sum_places(etat: str) -> Coalesce:
    return Coalesce(Sum("inscriptions__taille", filter=Q(inscriptions__etat=etat)), 0)


def list_sans_questionnaire(maintenant: datetime) -> Evenements:
    """Return the events of the last weeks after which nobody was asked what she thought."""
    ouvert = Q(par_lien=True, ouvre_le__lte=timezone.localdate(maintenant))
    envoyes = Questionnaire.objects.filter(
        Q(invitations__isnull=False) | ouvert, evenement=OuterRef("code")
    )
    recents = list_tenus(maintenant).filter(fin__gt=maintenant - QUESTIONNAIRE_APRES)
    return recents.filter(Exists(filter_inscrites()), ~Exists(envoyes))
