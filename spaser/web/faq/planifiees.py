"""What the scheduler runs for the FAQ."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.faq.services import sweep_faq
from spaser.web.socle.planification import planifie


@planifie("faq.oubli", toutes_les=timedelta(days=1))
def forget_lecteurs(maintenant: datetime) -> None:
    """Forget who gave an opinion, and addresses long answered."""
    sweep_faq(maintenant)
