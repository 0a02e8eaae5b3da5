"""The upkeep of files of contracts."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.marches.exports.services import drop_anciens
from spaser.web.marches.fichiers.reprises import take_up_lost
from spaser.web.socle.planification import planifie


@planifie("marches.reprises", toutes_les=timedelta(minutes=10))
def take_up_again(maintenant: datetime) -> int:
    """Leave no file under way without a task that goes on with it."""
    return take_up_lost()


@planifie("marches.exports", toutes_les=timedelta(days=1))
def drop_old_exports(maintenant: datetime) -> None:
    """Keep no table longer than was said."""
    drop_anciens(maintenant)
