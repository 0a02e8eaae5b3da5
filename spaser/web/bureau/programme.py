"""What comes in the programme."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from spaser.metier.agenda.evenements import EtatEvenement
from spaser.web.agenda.models import Evenement

PROCHAINS: Final = 6


def list_prochains(maintenant: datetime) -> list[Evenement]:
    lus = Evenement.objects.exclude(etat=EtatEvenement.ANNULE.value).filter(fin__gt=maintenant)
    return list(lus.annotate(**{etat: _sum_places(etat) for etat in _ETATS})[:PROCHAINS])


_ETATS: Final = ("inscrite", "proposee", "en_attente")


def _sum_places(etat: str) -> Coalesce:
    return Coalesce(Sum("inscriptions__taille", filter=Q(inscriptions__etat=etat)), 0)
