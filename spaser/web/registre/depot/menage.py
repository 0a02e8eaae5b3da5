"""Nothing is kept that serves no more: forgotten drafts, addresses of guests long answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from spaser.web.registre.models import Depot, Signalement
from spaser.web.registre.models.depot import MODIFIABLES

GARDE_BROUILLONS: Final = timedelta(days=180)
GARDE_ADRESSES: Final = timedelta(days=730)  # beyond the yearly question, with a year to spare


def sweep_depots(maintenant: datetime) -> None:
    """Erase drafts that nobody has touched for six months, and addresses after two years."""
    oublies = Depot.objects.filter(
        etat__in=MODIFIABLES, modifie_le__lt=maintenant - GARDE_BROUILLONS
    )
    oublies.delete()
    anciens = Depot.objects.filter(traite_le__lt=maintenant - GARDE_ADRESSES)
    anciens.exclude(courriel="").update(courriel="")
    clos = Signalement.objects.filter(traitee_le__lt=maintenant - GARDE_ADRESSES)
    clos.exclude(courriel="").update(courriel="")
