"""Reminders: nobody stays the only administrator, or an absent one, without being told.

And what is asked of the public directory: again once it may be, forgotten once it is old.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q

from spaser.web.organisations import courriels
from spaser.web.organisations.models import Appartenance
from spaser.web.organisations.questions import forget_old, list_dues
from spaser.web.organisations.selectors import last_seen, seen_since
from spaser.web.organisations.tasks import answer_questions
from spaser.web.socle.planification import planifie
from spaser.web.socle.taches.baux import ensure

SEULE_DEPUIS: Final = timedelta(days=7)
SEULE_CHAQUE: Final = timedelta(days=90)
ABSENTE_DEPUIS: Final = timedelta(days=180)


@planifie("organisations.administration_seule", toutes_les=timedelta(days=1), d_un_bloc=True)
def remind_seules(maintenant: datetime) -> int:
    """Tell each only administrator to name a second one, every three months."""
    autres = (
        Appartenance.objects.administrations()
        .filter(organisation=OuterRef("organisation"))
        .exclude(pk=OuterRef("pk"))
    )
    seules = (
        Appartenance.objects.administrations()
        .filter(~Exists(autres), depuis__lte=maintenant - SEULE_DEPUIS)
        .filter(_not_since("rappel_seule_le", maintenant - SEULE_CHAQUE))
        .select_related("utilisateur", "organisation")
    )
    nombre = 0
    for appartenance in seules:
        courriels.remind_seule(appartenance.utilisateur, appartenance)
        Appartenance.objects.filter(pk=appartenance.pk).update(rappel_seule_le=maintenant)
        nombre += 1
    return nombre


@planifie("organisations.administration_absente", toutes_les=timedelta(days=1), d_un_bloc=True)
def remind_absentes(maintenant: datetime) -> int:
    """Ask each administrator not seen for six months whether she still is; once an absence."""
    absentes = (
        Appartenance.objects.administrations()
        .exclude(seen_since(maintenant - ABSENTE_DEPUIS))
        .annotate(vue=last_seen())
        .filter(Q(rappel_absence_le__isnull=True) | Q(rappel_absence_le__lt=F("vue")))
        .select_related("utilisateur", "organisation")
    )
    nombre = 0
    for appartenance in absentes:
        courriels.remind_absence(appartenance.utilisateur, appartenance, maintenant.isoformat())
        Appartenance.objects.filter(pk=appartenance.pk).update(rappel_absence_le=maintenant)
        nombre += 1
    return nombre


@planifie("organisations.annuaire", toutes_les=timedelta(minutes=10))
def ask_annuaire(maintenant: datetime) -> None:
    """Forget old names; have what the directory did not answer asked again."""
    forget_old(maintenant)
    if list_dues(maintenant).exists():
        ensure(answer_questions)


def _not_since(champ: str, instant: datetime) -> Q:
    return Q(**{f"{champ}__isnull": True}) | Q(**{f"{champ}__lte": instant})
