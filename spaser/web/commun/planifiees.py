"""What the scheduler does for spaces."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.commun.corbeille import erase_dues
from spaser.web.commun.liens import LU, write_lectures
from spaser.web.socle.carnet import write_passages
from spaser.web.socle.planification import planifie


@planifie("equipe.corbeille", toutes_les=timedelta(days=1), d_un_bloc=True)
def empty_bins(maintenant: datetime) -> int:
    """Erase what has been in a bin for thirty days."""
    return erase_dues(maintenant)


@planifie("commun.lectures", toutes_les=timedelta(minutes=2))
def count_lectures(maintenant: datetime) -> None:
    write_passages(LU, write_lectures)
