"""How the outbox fares: for the page of health and the figures, and for the team."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from spaser.web.courriels.models import Courriel, EtatCourriel
from spaser.web.courriels.natures import name_nature
from spaser.web.courriels.tasks import ask_envoi

MONTRES: Final = 100  # of each kind
RETARD: Final = timedelta(minutes=5)  # from then on, a mail that was not tried is late


def count_refuses() -> int:
    return list_attendus().exclude(raison="").count()


def find_retard() -> timedelta:
    """Return for how long the oldest mail that was never tried has waited."""
    ancien = list_attendus().filter(essais=0).order_by("du_le").first()
    return timezone.now() - ancien.du_le if ancien else timedelta()


def count_etats() -> dict[str, int]:
    comptes = dict(Courriel.objects.order_by().values_list("etat").annotate(Count("pk")))
    return {etat.value: comptes.get(etat.value, 0) for etat in EtatCourriel}


def list_attendus() -> QuerySet[Courriel]:
    return Courriel.objects.filter(etat=EtatCourriel.A_ENVOYER)


def list_abandonnes() -> QuerySet[Courriel]:
    return Courriel.objects.filter(etat=EtatCourriel.ABANDONNE)


@transaction.atomic
def send_again(pks: Collection[UUID]) -> int:
    """Have mails that could not leave sent after all; each is asked for once."""
    return sum(_send_again(courriel) for courriel in Courriel.objects.filter(pk__in=pks))


def _send_again(courriel: Courriel) -> int:
    champs = {"etat": EtatCourriel.A_ENVOYER, "raison": "", "essais": 0, "fini_le": None}
    repris = list_abandonnes().filter(pk=courriel.pk).update(**champs, du_le=timezone.now())
    if repris:
        ask_envoi(courriel)
    return repris


# For the team: no address is shown, only where it is held.


@dataclass(frozen=True)
class LigneCourriel:
    pk: UUID
    quoi: str
    chez: str
    espace_id: int | None
    moment: datetime
    essais: int
    raison: str
    demande: str
    en_retard: bool

    @property
    def situation(self) -> str:
        return "En retard." if self.en_retard else self.raison


@dataclass(frozen=True)
class EtatCourriels:
    """What waits, what could not leave, what need not any more: the first of each, and counts."""

    lignes: dict[str, list[LigneCourriel]]
    nombres: dict[str, int]


def read_courriels() -> EtatCourriels:
    tous = Courriel.objects.select_related("personne")
    listes = {
        EtatCourriel.A_ENVOYER: tous.order_by("du_le"),
        EtatCourriel.ABANDONNE: tous.order_by("-fini_le"),
        EtatCourriel.INUTILE: tous.order_by("-fini_le"),
    }
    lignes = {
        etat.value: [_tell(courriel) for courriel in liste.filter(etat=etat)[:MONTRES]]
        for etat, liste in listes.items()
    }
    return EtatCourriels(lignes, count_etats())


def _tell(courriel: Courriel) -> LigneCourriel:
    adresse = courriel.personne.courriel if courriel.personne else courriel.adresse
    attend = courriel.etat == EtatCourriel.A_ENVOYER and not courriel.essais
    return LigneCourriel(
        courriel.pk,
        name_nature(courriel.nature),
        adresse.rpartition("@")[2],
        courriel.espace_id,
        courriel.fini_le or courriel.du_le,
        courriel.essais,
        courriel.raison,
        courriel.demande,
        attend and timezone.now() - courriel.du_le > RETARD,
    )
