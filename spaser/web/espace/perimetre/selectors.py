"""Reads the answers of a space."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from spaser.metier.perimetre import Couverture, describe_couverture
from spaser.web.commun.outils import Avancement, Stade
from spaser.web.espace.models import Perimetre

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace

PERIMETRE: Final = "perimetre"  # the code of this tool


def read_avancement(espace: Espace) -> Avancement:
    """Say whether somebody has answered; the first acts of a space propose it by themselves."""
    repondu = Perimetre.objects.filter(espace=espace).exists()
    return Avancement(Stade.FAIT if repondu else Stade.A_COMMENCER)


def find_perimetre(espace: Espace) -> Perimetre | None:
    """Return the answers that hold, or None."""
    return Perimetre.objects.filter(espace=espace).select_related("auteur").first()


def version_of(perimetre: Perimetre | None) -> int:
    """Return the version of the answers: each saving adds a line, whose number grows."""
    return perimetre.pk if perimetre else 0


def read_etendue(perimetre: Perimetre | None, concessions: int = 0) -> Couverture:
    """Say what the figures of a space include and miss."""
    return describe_couverture(perimetre.read() if perimetre else None, concessions)
