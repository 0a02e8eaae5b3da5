"""Planned upkeep of the outbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from spaser.web.courriels.choix import sweep_refus
from spaser.web.courriels.etat import list_attendus
from spaser.web.courriels.models import Courriel
from spaser.web.courriels.recapitulatif import gather
from spaser.web.courriels.tasks import ask_envoi, list_demandes
from spaser.web.socle.planification import planifie

OUBLIE: Final = timedelta(minutes=15)
LOT: Final = 500
GARDE: Final = timedelta(days=30)


@planifie("courriels.reprises", toutes_les=timedelta(minutes=10))
def take_up_again(maintenant: datetime) -> int:
    """Ask again for the mails that no task sends: one was lost, or of another version."""
    vifs = list_demandes()
    oublies = list_attendus().filter(du_le__lt=maintenant - OUBLIE).order_by("du_le")
    perdus = [courriel for courriel in oublies.only("nature") if str(courriel.pk) not in vifs]
    for courriel in perdus[:LOT]:
        ask_envoi(courriel)
    return len(perdus[:LOT])


@planifie("courriels.recapitulatifs", toutes_les=timedelta(minutes=5))
def write_recapitulatifs(maintenant: datetime) -> int:
    return gather(maintenant)


@planifie("courriels.menage", toutes_les=timedelta(days=1))
def sweep(maintenant: datetime) -> int:
    """Drop what left, or will not, a month ago; forget old refusals."""
    sweep_refus(maintenant)
    return Courriel.objects.filter(fini_le__lt=maintenant - GARDE).delete()[0]
