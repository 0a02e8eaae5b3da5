"""What the scheduler runs for publications: the reminders of what is due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from spaser.metier.publication.echeance import find_rappel
from spaser.web.publication.courriels import remind
from spaser.web.publication.selectors import list_attendues
from spaser.web.socle.planification import planifie


@planifie("publication.rappels", toutes_les=timedelta(days=1), d_un_bloc=True)
def run_rappels(maintenant: datetime) -> None:
    """Remind each organisation nine, three and one month before its results are due."""
    aujourdhui = timezone.localdate(maintenant)
    for schema, echeance in list_attendues(aujourdhui):
        rappel = find_rappel(echeance.jour, aujourdhui, schema.rappels)
        if not rappel:
            continue
        schema.rappels = [*schema.rappels, rappel]
        schema.save(update_fields=["rappels"])
        remind(schema.espace, echeance, int(rappel.rpartition(":")[2]))
