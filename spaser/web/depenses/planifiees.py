"""The upkeep of readings that a stopped worker left behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from spaser.web.depenses.demandes import ask_lecture
from spaser.web.depenses.models import EtatExtrait, Extrait
from spaser.web.socle.planification import planifie

PERDUE: Final = timedelta(minutes=30)


@planifie("depenses.reprises", toutes_les=timedelta(minutes=10))
def take_up_again(maintenant: datetime) -> None:
    """Give back to the worker the files that it no longer reads."""
    perdus = Extrait.objects.filter(etat=EtatExtrait.EN_COURS, etat_le__lt=maintenant - PERDUE)
    for extrait in perdus:
        ask_lecture(extrait)
