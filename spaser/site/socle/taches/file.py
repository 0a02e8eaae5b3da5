"""The queue of tasks: what is declared, leases, locks, what is done again."""

from __future__ import annotations

import errno
import json
import logging
import re
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from threading import BoundedSemaphore
from traceback import format_exception
from typing import Any, Final, override
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, Concat, Greatest
from django.tasks import Task, TaskResultStatus, task
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult, get_date_max

from spaser.site.socle.models import Bail
from spaser.site.socle.traces import read_demande

# --- Kinds of background work: what each is called, how long it may last, what follows a failure
# ---


type Suite = Callable[..., object]
type Fonction = Callable[..., None]


class File(StrEnum):
    """A queue; those of `URGENTES` have a worker of their own, so that no file holds them."""

    VIE = "vie"
    COURRIELS = "courriels"
    FICHIERS = "fichiers"


URGENTES: Final = (File.VIE, File.COURRIELS)
_MINUTE: Final = timedelta(minutes=1)


def _nowhere(**_arguments: object) -> None:
    """Belong to no space; have nothing to write."""


def espace_of(modele: type[Model], argument: str = "numero") -> Suite:
    """Return what finds the space of a task: that of the row whose number it is given."""

    def find(**arguments: Any) -> int | None:
        lignes = modele._default_manager.filter(pk=arguments[argument])  # noqa: SLF001 - Django's own name for it
        return lignes.values_list("espace_id", flat=True).first()

    return find


@dataclass(frozen=True)
class Travail:
    """A kind of work.

    `reprises` are the waits before trying again after an error of `passagers`. A run cut short, by
    a worker that died or by `delai`, is started again, unless it is cut short for the `arrets`-th
    time. Once it has failed for good, `abandonne` writes what its screen will show, in the same
    transaction; `ecarte` replaces it for a work that was cut short. `espace` gives the space that
    asks: spaces take turns.
    """

    quoi: str
    file: File = File.FICHIERS
    rang: int = 0  # among the works of its queue
    delai: timedelta = timedelta(minutes=10)
    arrets: int = 2
    passagers: tuple[type[Exception], ...] = ()
    reprises: tuple[timedelta, ...] = ()
    abandonne: Suite = field(default=_nowhere, compare=False)
    ecarte: Suite | None = field(default=None, compare=False)
    espace: Suite = field(default=_nowhere, compare=False)
    ailleurs: bool = False  # its failures are told on a page of their own

    def find_espace(self, arguments: Mapping[str, Any]) -> int | None:
        numero = self.espace(**arguments)
        return numero if isinstance(numero, int) else None

    def wait_after(self, erreur: Exception, essais: int) -> timedelta | None:
        """Return when to try again after an error at a given run; None when it is a failure."""
        if not isinstance(erreur, self.passagers) or essais > len(self.reprises):
            return None
        return self.reprises[essais - 1]

    def wait_after_arret(self, arrets: int) -> timedelta | None:
        """Return when to take up a work that was cut short; None when it has been too often."""
        return None if arrets >= self.arrets else _MINUTE * max(arrets - 1, 0)


_TRAVAUX: Final[dict[str, Travail]] = {}


def travail(genre: Travail) -> Callable[[Fonction], Task[..., None]]:
    """Make a task of Django out of a function that may be run twice, and say of what kind it is."""

    def declare(fonction: Fonction) -> Task[..., None]:
        tache: Task[..., None] = task(queue_name=genre.file.value, priority=genre.rang)(fonction)
        _TRAVAUX[tache.module_path] = genre
        return tache

    return declare


def find_travail(chemin: str) -> Travail:
    """Return the kind of a task; one that this version does not know is an ordinary one."""
    try:
        import_string(chemin)
    except ImportError:
        return Travail(chemin.rpartition(".")[2])
    return _TRAVAUX.get(chemin, Travail(chemin.rpartition(".")[2]))


def list_travaux() -> dict[str, Travail]:
    return dict(_TRAVAUX)


# --- Waiting for a database that takes no write for a while: how to tell it, and how long to wait
# ---


# Each try already waits five seconds on SQLite: a minute in all.
_ATTENTES: Final = (0.1, 0.5, 1.0, 2.0, 3.0, 5.0, 5.0, 5.0)
# What somebody waits for: each try of a web process takes two seconds, fifteen in all.
_ATTENTES_DEMANDE: Final = (0.1, 0.4, 0.5, 1.0, 1.0)
# Half the threads of a process wait, for the database or for a site of outside; the others read.
_PLACES: Final = BoundedSemaphore(max(1, settings.FILS // 2))
# PostgreSQL: serialization failure, deadlock, lock not available. SQLite: another writer.
_TENUE: Final = frozenset({"40001", "40P01", "55P03"}), ("locked",)
# The same of a disk: no room left, or it takes nothing.
_PLEINE: Final = (
    frozenset({"53100", "25006"}),
    ("disk is full", "disk I/O error", "readonly database"),
)
_PLEINS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


def is_verrou(erreur: BaseException | None) -> bool:
    """Tell whether another writer held the database: the same thing may work in a moment."""
    return _is_dite(erreur, *_TENUE)


def is_plein(erreur: BaseException | None) -> bool:
    """Tell whether a disk had no room for a file or for the database, or takes none."""
    if isinstance(erreur, OSError):
        return erreur.errno in _PLEINS
    return _is_dite(erreur, *_PLEINE)


def is_passagere(erreur: BaseException | None) -> bool:
    """Tell whether nothing can be written for now: it is no fault of what was to be."""
    return is_verrou(erreur) or is_plein(erreur)


def _is_dite(erreur: BaseException | None, codes: Collection[str], mots: Iterable[str]) -> bool:
    if not isinstance(erreur, OperationalError):
        return False
    if connection.vendor == "sqlite":
        return any(mot in str(erreur) for mot in mots)
    return getattr(erreur.__cause__, "sqlstate", None) in codes


def patient[**P, T](fonction: Callable[P, T]) -> Callable[P, T]:
    """Decorate a function so that it is tried again after a lock; not inside a transaction."""

    @wraps(fonction)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        for attente in _ATTENTES:
            try:
                return fonction(*args, **kwargs)
            except OperationalError as erreur:
                if connection.in_atomic_block or not is_passagere(erreur):
                    raise
            time.sleep(attente)
        return fonction(*args, **kwargs)

    return wrapped


@contextmanager
def hurry(attente: int = 50) -> Iterator[None]:
    """Wait so many milliseconds at most for another writer: for writes that may be given up."""
    with connection.cursor() as curseur:
        if connection.vendor == "sqlite":
            avant = curseur.execute("PRAGMA busy_timeout").fetchone()[0]
            reglage = "PRAGMA busy_timeout="
        else:
            reglage, avant = "SET lock_timeout=", "DEFAULT"
        curseur.execute(f"{reglage}{attente}")
        try:
            yield
        finally:
            curseur.execute(f"{reglage}{avant}")


@contextmanager
def take_attente() -> Iterator[bool]:
    """Reserve the right to wait; False when half of the threads already wait."""
    libre = _PLACES.acquire(blocking=False)
    try:
        yield libre
    finally:
        if libre:
            _PLACES.release()


def list_essais() -> Generator[float, None, None]:
    """Yield each new try that a request may make, once waited for; none if too many wait."""
    with take_attente() as libre:
        for attente in _ATTENTES_DEMANDE if libre else ():
            time.sleep(attente)
            yield attente


# --- Leases: a task is taken by one worker at a time, kept while it is renewed, lost otherwise
# ---
# Every change of hands is one conditional write, so that it holds on SQLite as on PostgreSQL, and
# a worker that was given up for dead can no longer say how its task ended.


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


# --- The queue of the site: django-tasks-db, and a row of our own beside each task ---


class Taches(DatabaseBackend):
    """Notes for which space and request a task is, in the transaction of whoever asks."""

    def __init__(self, alias: str, params: dict[str, Any]) -> None:
        super().__init__(alias, params | {"QUEUES": []})  # `File` names them

    @override
    def _task_to_db_task(
        self, task: Task[..., Any], args: Any, kwargs: Any
    ) -> DBTaskResult[..., Any]:
        with transaction.atomic():
            ligne = super()._task_to_db_task(task, args, kwargs)
            espace = find_travail(task.module_path).find_espace(kwargs)
            Bail.objects.create(tache=ligne, espace_id=espace, demande=read_demande())
        return ligne
