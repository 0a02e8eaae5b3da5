"""What the scheduler runs for questionnaires."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.questionnaires.services.entretien import count_reponses, sweep_questionnaires
from spaser.web.socle.planification import planifie


@planifie("questionnaires.compte", toutes_les=timedelta(hours=1))
def add_to_results(maintenant: datetime) -> None:
    """Count the answers that wait, five at least at a time."""
    count_reponses(maintenant)


@planifie("questionnaires.oubli", toutes_les=timedelta(days=1))
def forget_repondants(maintenant: datetime) -> None:
    """Forget who has answered once it serves no more."""
    sweep_questionnaires(maintenant)
