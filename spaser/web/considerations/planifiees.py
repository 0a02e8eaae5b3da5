"""What the scheduler runs for the families of purchases."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from spaser.web.considerations.comptes import keep_declarations
from spaser.web.considerations.selectors import read_considerations
from spaser.web.espace.entrepot import close_entrepots
from spaser.web.socle.planification import planifie


@planifie("considerations.declarations", toutes_les=timedelta(minutes=10))
def count_again(maintenant: datetime) -> None:
    """Count what contracts declare as soon as the store, or a family, has changed.

    The store is let go then: the scheduler has no other use for what it takes in memory.
    """
    keep_declarations(read_considerations(timezone.localtime(maintenant).date()))
    close_entrepots()
