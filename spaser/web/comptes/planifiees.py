"""Removes what has expired: sessions, lock-outs, changes of address that nobody finished."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from axes.models import AccessAttempt

from spaser.web.comptes.models import ChangementAdresse, SessionOuverte
from spaser.web.socle.planification import planifie

GARDE_TENTATIVES: Final = timedelta(days=30)
GARDE_CHANGEMENTS: Final = timedelta(days=2)


@planifie("comptes.purge", toutes_les=timedelta(days=1))
def purge_comptes(maintenant: datetime) -> None:
    SessionOuverte.objects.filter(expire_date__lte=maintenant).delete()
    AccessAttempt.objects.filter(attempt_time__lte=maintenant - GARDE_TENTATIVES).delete()
    ChangementAdresse.objects.filter(demande_le__lte=maintenant - GARDE_CHANGEMENTS).delete()
