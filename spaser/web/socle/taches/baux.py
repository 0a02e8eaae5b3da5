"""Leases: a task is taken by one worker at a time, kept while it is renewed, lost otherwise.

Every change of hands is one conditional write, so that it holds on SQLite as on PostgreSQL, and a
worker that was given up for dead can no longer say how its task ended.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Collection
from datetime import datetime, timedelta
from traceback import format_exception
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Concat, Greatest
from django.tasks import Task, TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from spaser.web.socle.models import Bail
from spaser.web.socle.taches.travaux import URGENTES, find_travail
from spaser.web.socle.taches.verrous import patient

type Ligne = DBTaskResult[..., Any]

DUREE: Final = timedelta(minutes=1)
TARD: Final = timedelta(hours=13)  # no task is to be tried again later than that
SANS_BAIL: Final = timedelta(hours=1)  # taken by a worker of a version without leases
MORT: Final = "Le programme qui faisait ce travail s’est arrêté net."
DEMANDE: Final = "Le site s’arrête\u00a0: ce travail reprendra."  # the site stops: not a failure
VIDE: Final[dict[str, Any]] = {"args": [], "kwargs": {}}  # what a task was about, once done
_REPRISE: Final = "reprise"  # holds a lost task while it is put back
_RAISON_MAX: Final = 200
_ECHAPPES: Final = re.compile(r"\\(?:[nrt]|x[0-9a-f]{2}|u[0-9a-f]{4})")
_CANDIDATES: Final = 5  # tried by a worker: others may take the first ones

_journal: Final = logging.getLogger(__name__)


def list_pretes(*, urgentes: bool | None = None) -> QuerySet[Ligne]:
    """Return what may be taken: the urgent first, then each space in its turn.

    Of one space, one file is worked at: the others would only undo each other's work.
    """
    pretes: QuerySet[Ligne] = DBTaskResult.objects.ready().select_related("bail")
    if urgentes is not None:
        choix = Q(queue_name__in=[file.value for file in URGENTES])
        pretes = pretes.filter(choix if urgentes else ~choix)
    siens = Bail.objects.filter(espace_id=OuterRef("bail__espace_id"))
    servie = siens.exclude(tenu_depuis=None).order_by("-tenu_depuis").values("tenu_depuis")[:1]
    occupe = Exists(siens.filter(tache__status=TaskResultStatus.RUNNING))
    return (
        pretes.exclude(occupe)
        .annotate(servie=Subquery(servie))
        .order_by("-priority", F("servie").asc(nulls_first=True), "enqueued_at", "pk")
    )


@patient
def claim(porteur: str, *, urgentes: bool | None = None) -> Ligne | None:
    """Take the next task for this worker; None when there is none left."""
    for ligne in list_pretes(urgentes=urgentes)[:_CANDIDATES]:
        if _take(ligne, porteur):
            return DBTaskResult.objects.select_related("bail").get(pk=ligne.pk)
    return None


@transaction.atomic
def _take(ligne: Ligne, porteur: str) -> bool:
    maintenant = timezone.now()
    prete = DBTaskResult.objects.filter(pk=ligne.pk, status=TaskResultStatus.READY)
    if not prete.update(
        status=TaskResultStatus.RUNNING,
        started_at=maintenant,
        worker_ids=[*ligne.worker_ids, porteur],
    ):
        return False
    Bail.objects.get_or_create(tache_id=ligne.pk)
    Bail.objects.filter(pk=ligne.pk).update(
        tenu_par=porteur,
        tenu_depuis=maintenant,
        expire_le=maintenant + DUREE,
        essais=F("essais") + 1,
        raison="",
    )
    return True


def renew(ligne: Ligne, porteur: str, raison: str = "") -> bool:
    """Keep a task; False when it was given to another."""
    mien = Bail.objects.filter(pk=ligne.pk, tenu_par=porteur, expire_le__isnull=False)
    return bool(mien.update(expire_le=timezone.now() + DUREE, raison=raison))


# How a task ends. Only who holds it may say so.


@patient
def conclude(ligne: Ligne, porteur: str) -> bool:
    with transaction.atomic():
        return _let_go(ligne, porteur) and _end(
            ligne, TaskResultStatus.SUCCESSFUL, args_kwargs=VIDE
        )


@patient
def fail(ligne: Ligne, porteur: str, raison: str, erreur: BaseException | None = None) -> bool:
    """Say that a task failed for good, and have it shown where it was asked for."""
    with transaction.atomic():
        if not _let_go(ligne, porteur, raison):
            return False
        _give_up(ligne, ecarte=erreur is None)
        trace = "".join(format_exception(erreur)) if erreur else raison
        classe = f"{type(erreur).__module__}.{type(erreur).__qualname__}" if erreur else ""
        return _end(ligne, TaskResultStatus.FAILED, traceback=trace, exception_class_path=classe)


@patient
def put_back(
    ligne: Ligne, porteur: str, dans: timedelta, raison: str, *, comptee: bool = True
) -> bool:
    """Put a task back for later; with `comptee` false, the run does not count as a try."""
    with transaction.atomic():
        if not _let_go(ligne, porteur, raison):
            return False
        if not comptee:
            Bail.objects.filter(pk=ligne.pk).update(essais=Greatest(F("essais") - 1, 0))
        DBTaskResult.objects.filter(pk=ligne.pk).update(
            status=TaskResultStatus.READY, run_after=timezone.now() + dans
        )
    return True


@patient
@transaction.atomic
def interrupt(ligne: Ligne, porteur: str, raison: str) -> bool:
    """Note that a run was cut short; the task is run again, unless that happened too often."""
    bail = Bail.objects.filter(pk=ligne.pk)
    arrets, dite = bail.values_list("arrets", "raison").first() or (0, "")
    arrets += dite != DEMANDE
    dans = find_travail(ligne.task_path).wait_after_arret(arrets)
    if dans is None:
        return fail(ligne, porteur, raison)
    return put_back(ligne, porteur, dans, raison) and bool(bail.update(arrets=arrets))


def recover(maintenant: datetime | None = None) -> int:
    """Put back in the queue the tasks that dead workers held; return how many."""
    moment = maintenant or timezone.now()
    _follow_horloge(moment)
    perdues = list_perdues(moment).values_list("pk", flat=True)
    return sum(_recover(pk, moment) for pk in list(perdues))


@patient
def _follow_horloge(moment: datetime) -> None:
    """After the clock was put back, bring leases and next tries nearer: they would be far ahead."""
    baux = Bail.objects.filter(expire_le__gt=moment + 2 * DUREE)
    if baux.exists():
        baux.update(expire_le=moment + DUREE)
    reprises = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, run_after__gt=moment + TARD, run_after__lt=get_date_max()
    )
    if reprises.exists():
        reprises.update(run_after=moment)


def list_perdues(moment: datetime) -> QuerySet[Ligne]:
    """Return the tasks that nobody holds any more, though they were begun."""
    courantes: QuerySet[Ligne] = DBTaskResult.objects.running()
    ancienne = Q(bail=None, started_at__lt=moment - SANS_BAIL)
    return courantes.filter(ancienne | Q(bail__expire_le__lt=moment))


@patient
def _recover(pk: UUID, moment: datetime) -> bool:
    """Take back one lost task; its lease is taken first, since its holder may have come back."""
    Bail.objects.get_or_create(tache_id=pk, defaults={"expire_le": moment, "essais": 1})
    morte = Bail.objects.filter(pk=pk, expire_le__lte=moment)
    if not morte.update(tenu_par=_REPRISE):
        return False
    ligne: Ligne = DBTaskResult.objects.get(pk=pk)
    _journal.warning("Task %s was left by a worker that died", ligne.task_path)
    return interrupt(ligne, _REPRISE, MORT)


def _let_go(ligne: Ligne, porteur: str, raison: str = "") -> bool:
    mien = Bail.objects.filter(pk=ligne.pk, tenu_par=porteur, expire_le__isnull=False)
    return bool(mien.update(expire_le=None, raison=raison[:_RAISON_MAX]))


def _end(ligne: Ligne, statut: TaskResultStatus, **champs: Any) -> bool:
    fin: dict[str, Any] = {
        "traceback": "",
        "exception_class_path": "",
        "finished_at": timezone.now(),
    } | champs
    DBTaskResult.objects.filter(pk=ligne.pk).update(status=statut, return_value=None, **fin)
    return True


def _give_up(ligne: Ligne, *, ecarte: bool) -> None:
    """Run the `abandonne` of a task that failed for good; an error in it is only logged."""
    genre = find_travail(ligne.task_path)
    tell = genre.ecarte if ecarte and genre.ecarte else genre.abandonne
    try:
        with transaction.atomic():
            tell(**ligne.args_kwargs["kwargs"])
    except Exception:  # noqa: BLE001 - the task has failed all the same
        _journal.exception("The failure of %s could not be shown", ligne.task_path)


# Asking again: for what may have been lost, for what the team wants run once more.


def list_vives(tache: Task[..., Any], **arguments: object) -> QuerySet[Ligne]:
    return _list_vives(tache).filter(args_kwargs__kwargs=arguments)


def read_vives(tache: Task[..., Any]) -> list[dict[str, Any]]:
    return list(_list_vives(tache).values_list("args_kwargs__kwargs", flat=True))


def _list_vives(tache: Task[..., Any]) -> QuerySet[Ligne]:
    vives = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(task_path=tache.module_path, status__in=vives)


def ensure(tache: Task[..., Any], **arguments: object) -> None:
    """Ask for a task, unless it waits already; one that runs may be about to end without it."""
    if not list_vives(tache, **arguments).filter(status=TaskResultStatus.READY).exists():
        tache.enqueue(**arguments)


@transaction.atomic
def run_again(pks: Collection[UUID]) -> int:
    """Put failed tasks back in the queue, as if they had never run."""
    echouees = DBTaskResult.objects.filter(pk__in=pks, status=TaskResultStatus.FAILED)
    Bail.objects.filter(tache__in=echouees).update(essais=0, arrets=0, raison="")
    return echouees.update(
        status=TaskResultStatus.READY, run_after=timezone.now(), finished_at=None
    )


# Forgetting: a task keeps nothing of anybody once it is done, and nothing of whoever leaves.


def forget_faites() -> None:
    """Empty the tasks done by workers of a former version, which kept what they were about."""
    DBTaskResult.objects.successful().exclude(args_kwargs=VIDE).update(args_kwargs=VIDE)


def forget_adresse(adresse: str) -> None:
    """Drop the mails of a former version to an address, and what is over and names it."""
    dit = Concat(Cast("args_kwargs", TextField()), "traceback", output_field=TextField())
    nommee = DBTaskResult.objects.annotate(dit=dit).filter(dit__icontains=adresse)
    siennes = Q(args_kwargs__kwargs__message__destinataire=adresse)
    finies = Q(status__in=(TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL))
    lignes = nommee.filter(siennes | finies).only("args_kwargs", "traceback")
    nommees = [ligne.pk for ligne in lignes.iterator() if _names(ligne, adresse)]
    DBTaskResult.objects.filter(pk__in=nommees).delete()


def _names(ligne: Ligne, adresse: str) -> bool:
    """Tell whether a task names this address, not another one that ends or begins likewise."""
    texte = json.dumps(ligne.args_kwargs, ensure_ascii=False) + ligne.traceback
    seule = rf"(?<![\w.+-]){re.escape(adresse)}(?![\w-]|\.\w)"
    return bool(re.search(seule, _ECHAPPES.sub(" ", texte), re.IGNORECASE))
