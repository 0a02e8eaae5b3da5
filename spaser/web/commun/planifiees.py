"""What the scheduler does for spaces."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.commun.corbeille import erase_dues
from spaser.web.socle.planification import planifie


@planifie("equipe.corbeille", toutes_les=timedelta(days=1), d_un_bloc=True)
def empty_bins(maintenant: datetime) -> int:
    """Erase what has been in a bin for thirty days."""
    return erase_dues(maintenant)
