"""Asks the worker for something, once the transaction has written what it will read."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.dispatch import receiver
from django.tasks import Task
from django.utils.module_loading import import_string

from spaser.web.depenses.models import Calcul, EtatExtrait, Extrait
from spaser.web.organisations.models import Espace
from spaser.web.socle.models import Fichier
from spaser.web.socle.signals import fichier_controle
from spaser.web.socle.taches.baux import ensure

_LECTURE = "spaser.web.depenses.tasks.read_extrait"
_CALCUL = "spaser.web.depenses.tasks.compute_calcul"


def _task(chemin: str) -> Task[Any, Any]:
    """Return a task; the tasks import what imports this module."""
    tache: Task[Any, Any] = import_string(chemin)
    return tache


def ask_lecture(extrait: Extrait) -> None:
    """Ask for a file to be read, or read again."""
    with transaction.atomic():
        Extrait.objects.filter(pk=extrait.pk).update(
            etat=EtatExtrait.EN_ATTENTE, message="", lignes_lues=0
        )
        ensure(_task(_LECTURE), extrait_id=extrait.pk)


def ask_calcul(espace: Espace) -> None:
    """Ask for the figures of a space to be computed again; only the last demand is served."""
    with transaction.atomic():
        calcul, _ = Calcul.objects.get_or_create(espace=espace)
        Calcul.objects.filter(pk=calcul.pk).update(demande=F("demande") + 1, message="")
        calcul.refresh_from_db(fields=["demande"])
        _task(_CALCUL).enqueue(calcul_id=calcul.pk, demande=calcul.demande)


def refresh_calcul(espace: Espace) -> None:
    """Compute again the figures of a space that has some: one of its files may have gone."""
    if Calcul.objects.filter(espace=espace).exists():
        ask_calcul(espace)


@receiver(fichier_controle, sender=Fichier, dispatch_uid="depenses.fichier_controle")
def start_lecture(fichier: Fichier, **_: object) -> None:
    """Read a file that has left quarantine, or say why it will not be."""
    extrait = Extrait.objects.filter(fichier=fichier, etat=EtatExtrait.CONTROLE).first()
    if extrait is None:
        return
    if fichier.est_sain:
        ask_lecture(extrait)
    else:
        Extrait.objects.filter(pk=extrait.pk).update(
            etat=EtatExtrait.REFUSE, message=fichier.raison
        )
