"""Choosing: what somebody wants is kept, and what already waits for her follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from spaser.web.courriels.models import Courriel, EtatCourriel, Preference, Refus
from spaser.web.courriels.natures import list_chemins
from spaser.web.courriels.preferences import REFUSE, list_refus, read_cadences
from spaser.web.courriels.sujets import GROUPEES, Cadence, Sujet, find_heure
from spaser.web.courriels.tasks import ask_envoi

GARDE_REFUS: Final = timedelta(days=3 * 365)


@transaction.atomic
def choose(personne: AbstractBaseUser, choix: Mapping[Sujet, Cadence]) -> None:
    """Keep what somebody wants; what already waits for her follows."""
    anciennes = read_cadences(personne)
    for sujet, cadence in choix.items():
        if anciennes[sujet] != cadence:
            list_refus(personne.get_username()).filter(sujet=sujet).delete()
            Preference.objects.update_or_create(
                personne_id=personne.pk,
                sujet=sujet,
                defaults={"cadence": cadence, "avant": anciennes[sujet]},
            )
            _move(personne, sujet, cadence)


def list_groupes(personne: AbstractBaseUser) -> QuerySet[Courriel]:
    return Courriel.objects.filter(
        personne_id=personne.pk, etat=EtatCourriel.GROUPE, recapitulatif=None
    )


def _move(personne: AbstractBaseUser, sujet: Sujet, cadence: Cadence) -> None:
    """Have the mails that wait for a digest leave when they are wanted now."""
    attendent = list_groupes(personne).filter(nature__in=list_chemins(sujet))
    maintenant = timezone.now()
    if cadence in GROUPEES:
        attendent.update(du_le=find_heure(cadence, maintenant))
    elif cadence == Cadence.JAMAIS:
        attendent.update(etat=EtatCourriel.INUTILE, raison=REFUSE, fini_le=maintenant, arguments={})
    else:
        for courriel in list(attendent):
            sien = attendent.filter(pk=courriel.pk)  # a digest may take it meanwhile
            if sien.update(etat=EtatCourriel.A_ENVOYER, du_le=maintenant):
                ask_envoi(courriel)


# For the team: counts, and nobody.


@dataclass(frozen=True)
class CompteChoix:
    """How many readers want a subject otherwise than at once."""

    sujet: str
    groupes: int
    arretes: int  # with an account
    refus: int  # without

    @property
    def est_nul(self) -> bool:
        """Say whether everybody gets it at once."""
        return not (self.groupes or self.arretes or self.refus)


def count_choix() -> list[CompteChoix]:
    choix = Preference.objects.order_by().values_list("sujet", "cadence").annotate(n=Count("pk"))
    comptes = {(sujet, cadence): nombre for sujet, cadence, nombre in choix}
    refus = dict(Refus.objects.order_by().values_list("sujet").annotate(n=Count("pk")))
    return [
        CompteChoix(
            sujet.label,
            sum(comptes.get((sujet, cadence), 0) for cadence in GROUPEES),
            comptes.get((sujet, Cadence.JAMAIS), 0),
            refus.get(sujet, 0),
        )
        for sujet in Sujet
    ]


def sweep_refus(maintenant: datetime) -> int:
    """Forget the hashes of addresses that refused something long ago."""
    return Refus.objects.filter(refuse_le__lt=maintenant - GARDE_REFUS).delete()[0]
