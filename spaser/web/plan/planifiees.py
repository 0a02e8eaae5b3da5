"""What the scheduler runs for the plan."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from spaser.web.plan.importation.annulation import DUREE
from spaser.web.plan.models import ImportationPlan
from spaser.web.socle.planification import planifie

GARDE: Final = timedelta(days=7)


@planifie("plan.importations", toutes_les=timedelta(days=1))
def sweep(maintenant: datetime) -> None:
    """Drop what was read and never written, then what would undo an import too old to be undone."""
    ImportationPlan.objects.filter(faite_le=None, recue_le__lt=maintenant - GARDE).delete()
    vieilles = ImportationPlan.objects.filter(faite_le__lt=maintenant - DUREE)
    vieilles.exclude(annulation={}).update(annulation={})
