"""What the scheduler runs for the modules."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.formation.services import sweep_formation
from spaser.web.socle.planification import planifie


@planifie("formation.oubli", toutes_les=timedelta(days=1))
def forget_attestations(maintenant: datetime) -> None:
    sweep_formation(maintenant)
