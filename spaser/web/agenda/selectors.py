"""Reads events and who comes to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from spaser.metier.agenda.evenements import EtatEvenement
from spaser.metier.agenda.places import EtatInscription
from spaser.web.agenda.models import Evenement, Inscription

_LUS = (EtatEvenement.PUBLIE.value, EtatEvenement.ANNULE.value)


def list_publics() -> QuerySet[Evenement]:
    """Return what everybody reads: published, or cancelled since."""
    return Evenement.objects.filter(etat__in=_LUS)


def list_a_venir(maintenant: datetime) -> QuerySet[Evenement]:
    """Return the public events that are not over, the next first."""
    return list_publics().filter(fin__gt=maintenant)


def list_passes(maintenant: datetime) -> QuerySet[Evenement]:
    """Return the events that took place, the latest first."""
    passes = list_publics().filter(fin__lte=maintenant)
    return passes.exclude(etat=EtatEvenement.ANNULE.value).order_by("-debut", "-pk")


def list_editions(evenements: Iterable[Evenement]) -> list[str]:
    """Return the editions of these events, each once."""
    return sorted({e.edition for e in evenements if e.edition})


# What the review of an edition counts.


@dataclass(frozen=True)
class BilanEvenement:
    """What took place. None: nobody registered here, or nobody noted who came."""

    code: str
    titre: str
    nature: str
    debut: datetime
    inscrits: int | None
    presents: int | None
    replay: bool


def count_evenements(edition: str) -> tuple[BilanEvenement, ...]:
    """Return each public event of an edition that was not cancelled, in order, with its people."""
    publies = Evenement.objects.filter(edition=edition, etat=EtatEvenement.PUBLIE.value)
    return tuple(_tell(evenement) for evenement in publies.annotate(**_COMPTES).order_by("debut"))


_INSCRITE = Q(inscriptions__etat=EtatInscription.INSCRITE.value)
_COMPTES: dict[str, Any] = {
    "inscrits": Sum("inscriptions__taille", filter=_INSCRITE),
    "presents": Count("inscriptions", filter=_INSCRITE & Q(inscriptions__present=True)),
    "pointees": Count("inscriptions", filter=_INSCRITE & Q(inscriptions__present__isnull=False)),
}


def _tell(evenement: Any) -> BilanEvenement:  # noqa: ANN401 - an event and its counts
    return BilanEvenement(
        code=evenement.code,
        titre=evenement.titre,
        nature=evenement.nature,
        debut=evenement.debut,
        inscrits=None if evenement.source else evenement.inscrits or 0,
        presents=evenement.presents if evenement.pointees else None,
        replay=bool(evenement.replay_adresse),
    )


def list_demandes(evenement: Evenement) -> QuerySet[Inscription]:
    """Return the requests for an event that nobody has withdrawn, in order."""
    return evenement.inscriptions.exclude(courriel="").order_by("rang", "pk")
