"""What the scheduler runs for the register."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.registre.suivi.alertes import forget_alertes, send_alertes
from spaser.web.socle.planification import planifie


@planifie("registre.alertes", toutes_les=timedelta(hours=1))
def run_alertes(maintenant: datetime) -> None:
    """Send the alerts that are due, and forget those that nobody confirmed."""
    forget_alertes(maintenant)
    send_alertes(maintenant)
