"""The upkeep of files of contracts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from spaser.donnees.corrige.gardee import drop_unused
from spaser.web.marches.exports.services import drop_anciens
from spaser.web.marches.fichiers.reprises import take_up_lost
from spaser.web.marches.models import Fonds
from spaser.web.marches.tasks import repair_prive
from spaser.web.socle.planification import planifie
from spaser.web.socle.taches.baux import ensure

_INUTILE: Final = timedelta(days=30)


@planifie("marches.reprises", toutes_les=timedelta(minutes=10))
def take_up_again(maintenant: datetime) -> int:
    """Queue again the files under way that have no task."""
    return take_up_lost()


@planifie("marches.relectures", toutes_les=timedelta(days=1))
def repair_again(maintenant: datetime) -> None:
    """Queue again the repairs of private stores that failed."""
    for numero in Fonds.objects.exclude(abime_le=None).values_list("pk", flat=True):
        ensure(repair_prive, numero=numero)


@planifie("marches.exports", toutes_les=timedelta(days=1))
def drop_old_exports(maintenant: datetime) -> None:
    """Delete the tables written aside once they are over a week old."""
    drop_anciens(maintenant)


@planifie("marches.lus", toutes_les=timedelta(days=1))
def drop_unused_readings(maintenant: datetime) -> None:
    """Delete the cached readings of spaces that nobody has visited lately."""
    drop_unused(settings.MARCHES_LUS, (maintenant - _INUTILE).timestamp())
