"""What the scheduler runs for the stakeholders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from spaser.web.acteurs.models import Importation
from spaser.web.acteurs.suivi.rappels import keep_conservation, send_rappels
from spaser.web.socle.planification import planifie

GARDE_IMPORTATIONS: Final = timedelta(days=7)


@planifie("acteurs.rappels", toutes_les=timedelta(hours=6), d_un_bloc=True)
def remind(maintenant: datetime) -> None:
    """Tell of the next dates, the day before; nothing is sent when there is none."""
    send_rappels(timezone.localtime(maintenant).date())


@planifie("acteurs.conservation", toutes_les=timedelta(days=1), d_un_bloc=True)
def forget(maintenant: datetime) -> None:
    """Announce, then erase, the people whom nobody has met for long."""
    keep_conservation(timezone.localtime(maintenant).date())


@planifie("acteurs.importations", toutes_les=timedelta(days=1))
def sweep(maintenant: datetime) -> None:
    Importation.objects.filter(recue_le__lt=maintenant - GARDE_IMPORTATIONS).delete()
