"""The upkeep of readings that a stopped worker left behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from spaser.web.depenses.demandes import ask_calcul, ask_lecture, start_lecture
from spaser.web.depenses.dossier import list_lignes
from spaser.web.depenses.models import Calcul, EtatExtrait, Extrait
from spaser.web.depenses.tasks import compute_calcul, read_extrait
from spaser.web.socle.models import EtatFichier
from spaser.web.socle.planification import planifie
from spaser.web.socle.taches.baux import list_vives

GARDE: Final = timedelta(days=1)
PERDUE: Final = timedelta(minutes=30)


@planifie("depenses.reprises", toutes_les=timedelta(minutes=10))
def take_up_again(maintenant: datetime) -> None:
    """Queue again what waits without a task: a former version lost some."""
    etats = (EtatExtrait.EN_ATTENTE, EtatExtrait.EN_COURS)
    for extrait in Extrait.objects.filter(etat__in=etats, etat_le__lt=maintenant - PERDUE):
        if not list_vives(read_extrait, extrait_id=extrait.pk).exists():
            ask_lecture(extrait)
    controles = Extrait.objects.filter(etat=EtatExtrait.CONTROLE).exclude(
        fichier__etat=EtatFichier.EN_QUARANTAINE
    )
    for extrait in controles.select_related("fichier"):
        if extrait.fichier:
            start_lecture(extrait.fichier)
    attendus = Calcul.objects.filter(fait__lt=F("demande"), message="").select_related("espace")
    for calcul in attendus:
        if not list_vives(compute_calcul, calcul_id=calcul.pk, demande=calcul.demande).exists():
            ask_calcul(calcul.espace)


@planifie("depenses.orphelines", toutes_les=timedelta(days=1))
def sweep(maintenant: datetime) -> None:
    """Delete the files of lines that no row names: a task was killed before it wrote its row."""
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
