"""What is in the bin of a space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaser.web.commun.corbeille.services import DUREE
from spaser.web.commun.outils import list_sortes

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from spaser.web.commun.models import Ecartable
    from spaser.web.commun.outils import Sorte
    from spaser.web.comptes.models import Utilisateur
    from spaser.web.organisations.espaces import Espace


@dataclass(frozen=True)
class Ecartee:
    """A line of the bin, and when it will be erased."""

    sorte: Sorte
    ligne: Ecartable

    @property
    def effacee_le(self) -> datetime:
        """Return the day of its end."""
        return self.ligne.ecarte_le + DUREE


def list_ecartees(espace: Espace, lectrice: Utilisateur | AnonymousUser) -> list[Ecartee]:
    """Return what this person sees in the bin, the latest first."""
    toutes = [
        Ecartee(sorte, ligne)
        for sorte in list_sortes()
        for ligne in find_ecartees(espace, sorte, lectrice)
    ]
    return sorted(toutes, key=lambda ecartee: ecartee.ligne.ecarte_le, reverse=True)


def find_ecartees(
    espace: Espace, sorte: Sorte, lectrice: Utilisateur | AnonymousUser
) -> QuerySet[Ecartable]:
    """Return the lines of one kind that this person sees in the bin."""
    lignes = sorte.modele.objects.ecartees().filter(**sorte.narrow(espace))
    if sorte.personnelle:
        lignes = lignes.filter(ecarte_par=lectrice.pk)
    return lignes.select_related("ecarte_par")
