"""How the workers fare: for the page of health, and for the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.tasks import Task, TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from spaser.web.socle.models import Bail
from spaser.web.socle.taches.baux import Ligne, list_perdues, list_pretes, list_vives
from spaser.web.socle.taches.travaux import URGENTES, find_travail, list_travaux

GRACE: Final = timedelta(minutes=2)  # given to live workers to take back what a dead one held
MONTREES: Final = 100  # of each kind


def count_abandonnees(maintenant: datetime) -> int:
    """Count the tasks begun that nobody holds, nor takes back."""
    return list_perdues(maintenant - GRACE).count()


def find_retard(*, urgentes: bool) -> timedelta:
    maintenant = timezone.now()
    depuis = [_due_since(ligne) for ligne in _oldest(urgentes=urgentes)]
    return max((maintenant - moment for moment in depuis), default=timedelta())


def _oldest(*, urgentes: bool) -> list[Ligne]:
    """Return the task that has waited longest, and the one whose retry was due first."""
    pretes = list_pretes(urgentes=urgentes)
    neuves = pretes.filter(run_after=get_date_max()).order_by("enqueued_at")[:1]
    reprises = pretes.exclude(run_after=get_date_max()).order_by("run_after")[:1]
    return [*neuves, *reprises]


def _due_since(ligne: Ligne) -> datetime:
    if ligne.run_after == get_date_max():
        return ligne.enqueued_at
    return max(ligne.run_after, ligne.enqueued_at)


# For the team: no argument is shown, they name people.


@dataclass(frozen=True)
class LigneTravail:
    pk: str
    quoi: str
    espace_id: int | None
    moment: datetime
    essais: int
    raison: str
    perdue: bool = False

    @property
    def situation(self) -> str:
        return "Interrompu, repris dans la minute." if self.perdue else self.raison


@dataclass(frozen=True)
class EtatTaches:
    """What waits, what is under way, what failed: the first of each, and how many there are."""

    lignes: dict[str, list[LigneTravail]]
    nombres: dict[str, int]


def read_taches() -> EtatTaches:
    """Return the tasks that are not done, the first of each kind."""
    lignes: QuerySet[Ligne] = DBTaskResult.objects.select_related("bail")
    attente = lignes.filter(status=TaskResultStatus.READY).order_by("-priority", "enqueued_at")
    en_cours = lignes.filter(status=TaskResultStatus.RUNNING).order_by("started_at")
    echecs = list_echecs().order_by("-finished_at")
    comptes = DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk"))
    nombres = dict(comptes)
    return EtatTaches(
        {
            "attente": [_tell(ligne, ligne.enqueued_at) for ligne in attente[:MONTREES]],
            "en_cours": [_tell(ligne, ligne.started_at) for ligne in en_cours[:MONTREES]],
            "echecs": [_tell(ligne, ligne.finished_at) for ligne in echecs[:MONTREES]],
        },
        {
            "attente": nombres.get(TaskResultStatus.READY, 0),
            "en_cours": nombres.get(TaskResultStatus.RUNNING, 0),
            "echecs": echecs.count(),
        },
    )


def list_echecs() -> QuerySet[Ligne]:
    """Return the tasks that failed for good, kept for two weeks; those told elsewhere left out."""
    ailleurs = [chemin for chemin, genre in list_travaux().items() if genre.ailleurs]
    lignes: QuerySet[Ligne] = DBTaskResult.objects.select_related("bail")
    return lignes.filter(status=TaskResultStatus.FAILED).exclude(task_path__in=ailleurs)


def _tell(ligne: Ligne, moment: datetime | None) -> LigneTravail:
    bail = _find_bail(ligne)
    fin = bail.expire_le if bail else None
    return LigneTravail(
        str(ligne.pk),
        find_travail(ligne.task_path).quoi,
        bail.espace_id if bail else None,
        moment or ligne.enqueued_at,
        bail.essais if bail else len(ligne.worker_ids),
        bail.raison if bail else "",
        perdue=fin is not None and fin < timezone.now(),
    )


def _find_bail(ligne: Ligne) -> Bail | None:
    """Return its lease; a task that a former version asked for may have none."""
    return ligne.bail if hasattr(ligne, "bail") else None


# For whoever waits: where her work stands, in one sentence.


def tell_attente(tache: Task[..., Any], **arguments: object) -> str:
    """Say where the work asked for with these arguments stands; empty when nothing does it."""
    ligne = list_vives(tache, **arguments).select_related("bail").first()
    if ligne is None:
        return ""
    bail = _find_bail(ligne)
    if ligne.status == TaskResultStatus.RUNNING:
        if bail and bail.expire_le and bail.expire_le < timezone.now():
            return "Le travail s’est interrompu. Il reprend tout seul, en général dans la minute."
        return "Le travail est en cours."
    if bail and bail.raison:
        return "Le travail s’est interrompu. Il reprend tout seul dans quelques minutes."
    devant = _count_devant(ligne)
    if not devant:
        return "C’est le prochain travail."
    return f"Il attend son tour : {devant} autre{'s' if devant > 1 else ''} avant lui."


def _count_devant(ligne: Ligne) -> int:
    avant = DBTaskResult.objects.filter(
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
        enqueued_at__lt=ligne.enqueued_at,
    )
    return avant.exclude(queue_name__in=[file.value for file in URGENTES]).count()
