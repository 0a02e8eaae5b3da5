"""Puts a line aside, takes it back, erases what has stayed too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from spaser.web.commun.outils import list_sortes
from spaser.web.socle.journal import record

if TYPE_CHECKING:
    from spaser.web.commun.models import Ecartable
    from spaser.web.commun.outils import Sorte
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.espaces import Espace

DUREE: Final = timedelta(days=30)


@transaction.atomic
def put_aside(espace: Espace, sorte: Sorte, ligne: Ecartable, auteur: Utilisateur) -> None:
    """Move a line to the bin; one that is there already stays as it is."""
    present = sorte.modele.objects.filter(pk=ligne.pk, ecarte_le__isnull=True)
    if present.update(ecarte_le=timezone.now(), ecarte_par=auteur):
        _note(espace, sorte, ligne, auteur, "ecarte")


@transaction.atomic
def restore(espace: Espace, sorte: Sorte, ligne: Ecartable, auteur: Utilisateur) -> None:
    """Take a line back from the bin."""
    ecartee = sorte.modele.objects.filter(pk=ligne.pk, ecarte_le__isnull=False)
    if ecartee.update(ecarte_le=None, ecarte_par=None):
        _note(espace, sorte, ligne, auteur, "retabli")


def erase_dues(maintenant: datetime) -> int:
    """Erase what has been in a bin for thirty days; return how many lines."""
    return sum(
        sorte.modele.objects.filter(ecarte_le__lte=maintenant - DUREE).delete()[0]
        for sorte in list_sortes()
    )


def _note(espace: Espace, sorte: Sorte, ligne: Ecartable, auteur: Utilisateur, geste: str) -> None:
    record(f"{sorte.code}.{geste}", auteur=auteur, objet=ligne, espace=espace)
