"""The alerts of a person's address, for the export and the erasure of her data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from spaser.web.comptes.donnees_personnelles import Part
from spaser.web.registre.models import Alerte

if TYPE_CHECKING:
    from spaser.web.comptes.models import Utilisateur


def export_alertes(utilisateur: Utilisateur) -> list[dict[str, Any]]:
    """Return the saved searches of her address."""
    alertes = Alerte.objects.filter(courriel=utilisateur.courriel)
    return [
        {
            "recherche": alerte.requete,
            "cadence": alerte.cadence,
            "creee_le": alerte.creee_le.isoformat(),
            "confirmee": alerte.confirmee_le is not None,
        }
        for alerte in alertes.order_by("pk")
    ]


def erase_alertes(utilisateur: Utilisateur) -> None:
    """Stop them, and forget the address."""
    Alerte.objects.filter(courriel=utilisateur.courriel).delete()


PART: Final = Part("alertes", export_alertes, erase_alertes)
