"""The bin of a space: a line is put aside, comes back for thirty days, then is erased.

A model takes `Ecartable`; the manifest of its tool gives its `Sorte`; its view calls `put_aside`
instead of deleting; its readings keep `presentes()`. The bin, the way back and the final erasure
come with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, cast

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from spaser.web.commun.outils import Sorte, list_sortes
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Ecartable, Espace
from spaser.web.socle.journal import record

DUREE: Final = timedelta(days=30)


@dataclass(frozen=True)
class Ecartee:
    """A line of the bin, and when it will be erased."""

    sorte: Sorte
    ligne: Ecartable

    @property
    def effacee_le(self) -> datetime:
        return cast("datetime", self.ligne.ecarte_le) + DUREE  # it is in the bin


def list_ecartees(espace: Espace, lectrice: Utilisateur | AnonymousUser) -> list[Ecartee]:
    toutes = [
        Ecartee(sorte, ligne)
        for sorte in list_sortes()
        for ligne in find_ecartees(espace, sorte, lectrice)
    ]
    return sorted(toutes, key=lambda ecartee: ecartee.effacee_le, reverse=True)


def find_ecartees(
    espace: Espace, sorte: Sorte, lectrice: Utilisateur | AnonymousUser
) -> QuerySet[Ecartable]:
    lignes = sorte.modele.objects.ecartees().filter(**sorte.narrow(espace))
    if sorte.personnelle:
        lignes = lignes.filter(ecarte_par=lectrice.pk)
    return lignes.select_related("ecarte_par")


@transaction.atomic
def put_aside(espace: Espace | None, sorte: Sorte, ligne: Ecartable, auteur: Utilisateur) -> None:
    """Move a line to the bin; one that is there already stays as it is."""
    present = sorte.modele.objects.filter(pk=ligne.pk, ecarte_le__isnull=True)
    if present.update(ecarte_le=timezone.now(), ecarte_par=auteur):
        _note(espace, sorte, ligne, auteur, "ecarte")


@transaction.atomic
def restore(espace: Espace | None, sorte: Sorte, ligne: Ecartable, auteur: Utilisateur) -> None:
    ecartee = sorte.modele.objects.filter(pk=ligne.pk, ecarte_le__isnull=False)
    if ecartee.update(ecarte_le=None, ecarte_par=None):
        _note(espace, sorte, ligne, auteur, "retabli")


def erase_dues(maintenant: datetime) -> int:
    """Erase what has been in a bin for thirty days; return how many lines."""
    return sum(
        sorte.modele.objects.filter(ecarte_le__lte=maintenant - DUREE).delete()[0]
        for sorte in list_sortes()
    )


def _note(
    espace: Espace | None, sorte: Sorte, ligne: Ecartable, auteur: Utilisateur, geste: str
) -> None:
    record(f"{sorte.code}.{geste}", auteur=auteur, objet=ligne, espace=espace)
