"""The upkeep of readings that a stopped worker left behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from spaser.web.depenses.demandes import ask_lecture
from spaser.web.depenses.dossier import list_lignes
from spaser.web.depenses.models import Calcul, EtatExtrait, Extrait
from spaser.web.socle.planification import planifie

GARDE: Final = timedelta(days=1)
PERDUE: Final = timedelta(minutes=30)


@planifie("depenses.reprises", toutes_les=timedelta(minutes=10))
def take_up_again(maintenant: datetime) -> None:
    """Give back to the worker the files that it no longer reads."""
    perdus = Extrait.objects.filter(etat=EtatExtrait.EN_COURS, etat_le__lt=maintenant - PERDUE)
    for extrait in perdus:
        ask_lecture(extrait)


@planifie("depenses.orphelines", toutes_les=timedelta(days=1))
def sweep(maintenant: datetime) -> None:
    """Remove the lines that nothing names any more: a task was stopped dead before it told."""
    nommees = {
        cle.hex
        for modele in (Extrait, Calcul)
        for cle in modele.objects.values_list("cle", flat=True)
        if cle
    }
    limite = (maintenant - GARDE).timestamp()
    for chemin in list_lignes():
        if chemin.stem not in nommees and chemin.stat().st_mtime < limite:
            chemin.unlink(missing_ok=True)
