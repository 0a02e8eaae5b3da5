"""What the scheduler runs for the FAQ."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.faq.services import close_repondues, sweep_faq
from spaser.web.socle.planification import planifie


@planifie("faq.oubli", toutes_les=timedelta(days=1))
def forget_lecteurs(maintenant: datetime) -> None:
    """Forget who gave an opinion, and addresses long answered."""
    sweep_faq(maintenant)


@planifie("faq.reponses", toutes_les=timedelta(hours=6))
def tell_repondues(maintenant: datetime) -> None:
    """Answer the questions whose text has come to its day."""
    close_repondues(maintenant)
