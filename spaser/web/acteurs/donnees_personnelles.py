"""What stakeholders keep of a member: what she noted, and that she wants no reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from spaser.web.acteurs.models import Echange, SansRappel

if TYPE_CHECKING:
    from spaser.web.comptes.models import Utilisateur

RESTE: Final = (
    "Les acteurs et les échanges que vous avez notés pour une organisation lui restent, sans "
    "votre nom."
)


def export_part(utilisateur: Utilisateur) -> dict[str, Any]:
    """Return the contacts a member noted, and her choices of reminders."""
    return {
        "echanges": [
            {"structure": e.acteur.nom, "jour": e.jour.isoformat(), "dit": e.dit}
            for e in Echange.objects.filter(auteur=utilisateur).select_related("acteur")
        ],
        "rappels_refuses": SansRappel.objects.filter(utilisateur=utilisateur).count(),
    }


def erase_part(utilisateur: Utilisateur) -> None:
    """Drop her choices: what she noted belongs to the organisation."""
    SansRappel.objects.filter(utilisateur=utilisateur).delete()
