"""What the scheduler runs for the review."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from spaser.web.bilan.avancee import count_jalons
from spaser.web.socle.planification import planifie


@planifie("bilan.etapes", toutes_les=timedelta(days=1))
def count(maintenant: datetime) -> None:
    count_jalons(timezone.localdate(maintenant))
