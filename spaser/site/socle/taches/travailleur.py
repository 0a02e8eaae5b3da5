"""What works beside the pages: the worker takes tasks one by one, the scheduler what is due."""

import logging
import os
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any, Final, Self

from django.db import (
    DatabaseError,
    InterfaceError,
    close_old_connections,
    connection,
    connections,
    transaction,
)
from django.db.models import Count, Q, QuerySet
from django.tasks import Task, TaskResultStatus
from django.tasks.base import TaskContext
from django.tasks.signals import task_finished, task_started
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult, get_date_max

from spaser.site.socle.models import Bail, Battement, Passage
from spaser.site.socle.reglages import count_chutes
from spaser.site.socle.taches import file
from spaser.site.socle.traces import carry_demande, open_unite

# --- A heartbeat beside a work: it keeps what the work holds, and ends a process that is lost ---


PAS: Final = 10.0  # seconds between two beats
_journal: Final = logging.getLogger(__name__)


class Coeur:
    """Calls `renew` at regular intervals while a work lasts.

    A work that lasts longer than `delai`, or that was given to another process, can only be stopped
    by ending this process: its supervisor starts another.
    """

    def __init__(
        self,
        renew: Callable[[], bool],
        delai: timedelta,
        tell_depasse: Callable[[], object],
        pas: float = PAS,
    ) -> None:
        self._renew, self._tell_depasse, self._pas = renew, tell_depasse, pas
        self._limite = time.monotonic() + delai.total_seconds()
        self._fin = threading.Event()
        self._fil = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._fil.start()
        return self

    def __exit__(
        self,
        genre: type[BaseException] | None,
        erreur: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the heartbeat: from here on, only the work itself writes."""
        self._fin.set()
        self._fil.join()

    def _beat(self) -> None:
        try:
            while not self._fin.wait(max(0.0, min(self._pas, self._limite - time.monotonic()))):
                self._look()
        finally:
            connections.close_all()  # those of this thread

    def _look(self) -> None:
        depasse = time.monotonic() >= self._limite
        try:
            perdu = depasse or not self._renew()
            if depasse and not self._fin.is_set():
                self._tell_depasse()
        except DatabaseError:
            _journal.warning("The heartbeat cannot be written", exc_info=True)
            perdu = depasse
        if perdu and not self._fin.is_set():
            _journal.error("This process is lost (too long: %s): it ends", depasse)
            end_process()


def end_process() -> None:
    """End this process at once, whatever it is doing."""
    os.kill(os.getpid(), signal.SIGKILL)


# --- Functions run at regular intervals by the scheduler, each by one process at a time ---


type Fonction = Callable[[datetime], object]


# A run that is not renewed for so long is taken for dead, and another process may start it again.
RESERVATION: Final = timedelta(minutes=2)
# A failure is not left until the next month; a database that was busy is free in a moment.
REPRISE: Final = timedelta(hours=1)
APRES_VERROU: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Planifiee:
    nom: str
    toutes_les: timedelta
    fonction: Fonction
    delai: timedelta = timedelta(hours=1)  # a run that lasts longer ends with its process
    d_un_bloc: bool = False


_PLANIFIEES: Final[dict[str, Planifiee]] = {}


def planifie(
    nom: str, *, toutes_les: timedelta, d_un_bloc: bool = False
) -> Callable[[Fonction], Fonction]:
    """Register a function that takes the time of its run, and may be run twice.

    One that may not, but is short and writes in the database alone (asking for a mail is writing),
    is run `d_un_bloc`: what it does and the note that it was done are one transaction. Put it in
    the app's `planifiees.py`, which the scheduler imports.
    """

    def register(fonction: Fonction) -> Fonction:
        _PLANIFIEES[nom] = Planifiee(nom, toutes_les, fonction, d_un_bloc=d_un_bloc)
        return fonction

    return register


def list_planifiees() -> list[Planifiee]:
    return sorted(_PLANIFIEES.values(), key=lambda planifiee: planifiee.nom)


def run_dues(maintenant: datetime | None = None) -> list[str]:
    """Run what is due and return the names run: what was missed is made up for once."""
    moment = maintenant or timezone.now()
    return [p.nom for p in list_planifiees() if _reserve(p, moment) and _run(p, moment)]


@file.patient
def _reserve(planifiee: Planifiee, maintenant: datetime) -> bool:
    """Take a due function for this process: one conditional update, so that one process wins.

    None waits for more than twice its period: the clock was put back.
    """
    loin = maintenant + 2 * max(planifiee.toutes_les, REPRISE)
    Passage.objects.get_or_create(nom=planifiee.nom)
    libre = Q(reserve_jusqu_a=None) | Q(reserve_jusqu_a__lte=maintenant)
    due = Q(prochain_essai=None) | Q(prochain_essai__lte=maintenant)
    libre, due = libre | Q(reserve_jusqu_a__gt=loin), due | Q(prochain_essai__gt=loin)
    passage = Passage.objects.filter(libre & due, nom=planifiee.nom)
    return passage.update(reserve_jusqu_a=maintenant + RESERVATION) == 1


def _run(planifiee: Planifiee, maintenant: datetime) -> bool:
    """Run one function; a failure is kept and told, and never stops the others."""
    try:
        with transaction.atomic() if planifiee.d_un_bloc else nullcontext():
            with Coeur(partial(_renew, planifiee.nom), planifiee.delai, lambda: None):
                planifiee.fonction(maintenant)
            _note_succes(planifiee, maintenant)
    except Exception as erreur:  # noqa: BLE001 - told, kept, tried again
        _journal.exception("Planned function %s failed", planifiee.nom)
        occupee = file.is_passagere(erreur)
        attente = APRES_VERROU if occupee else min(planifiee.toutes_les, REPRISE)
        _write(planifiee, prochain_essai=maintenant + attente, erreur=traceback.format_exc())
    return True


def _note_succes(planifiee: Planifiee, maintenant: datetime) -> None:
    suivant = maintenant + planifiee.toutes_les
    _write(planifiee, prochain_essai=suivant, dernier_succes=maintenant, erreur="")


def _renew(nom: str) -> bool:
    """Keep a run, and show that the scheduler lives though it looks at nothing else."""
    beat(PLANIFICATEUR)
    tenu = Passage.objects.filter(nom=nom, reserve_jusqu_a__isnull=False)
    return bool(tenu.update(reserve_jusqu_a=timezone.now() + RESERVATION))


@file.patient
def _write(planifiee: Planifiee, **champs: object) -> None:
    Passage.objects.filter(nom=planifiee.nom).update(reserve_jusqu_a=None, **champs)


# Signs of life of the processes beside the web server, read by the health page.

TRAVAILLEUR: Final = "travailleur"  # noted by a task: the queue works from end to end
URGENCES: Final = "urgences"  # noted by the worker of these queues itself
FICHIERS: Final = "fichiers"
PLANIFICATEUR: Final = "planificateur"
SILENCE: Final = timedelta(minutes=5)  # a process silent for longer is dead
CHUTES_DE_TROP: Final = 3  # in a row: the process does not hold


@file.patient
def beat(nom: str) -> None:
    """Note that this process is alive now, and how many times it crashed in a row before."""
    vu = {"vu_le": timezone.now(), "chutes": count_chutes()}
    Battement.objects.update_or_create(nom=nom, defaults=vu)


def list_ages() -> dict[str, timedelta]:
    """Return for how long each process has been silent; one that never spoke is not there."""
    maintenant = timezone.now()
    # From later than now: the clock was put back, and nothing was said since.
    return {b.nom: abs(maintenant - b.vu_le) for b in Battement.objects.all()}


def list_chutes() -> dict[str, int]:
    """Return how many times in a row each process fell, of those that fall again and again."""
    lignes = Battement.objects.filter(chutes__gte=CHUTES_DE_TROP)
    return dict(lignes.values_list("nom", "chutes"))


VERROU: Final = "La base était occupée par un autre travail."
PLEIN: Final = "Le serveur n’avait plus de place."
_APRES_VERROU: Final = timedelta(seconds=30)
_RONDE: Final = 10.0  # seconds between two looks at what the dead left, and two signs of life
_PAS: Final = 1.0
_HEURES: Final = 15.0  # seconds between two looks at what is due


def name_porteur() -> str:
    """Return a name that no other worker bears: where it runs, and a draw."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{get_random_string(8)}"


@dataclass
class Travailleur:
    """Takes the tasks of one kind of queue: urgent, the others, or all."""

    noms: tuple[str, ...]  # under which it gives signs of life
    urgentes: bool | None = None
    porteur: str = field(default_factory=name_porteur)
    fin: threading.Event = field(default_factory=threading.Event)
    _ronde: float = 0.0

    def stop(self) -> None:
        self.fin.set()

    def run(self) -> None:
        """Work until told to stop; a database that is away or locked is waited for."""
        while not self.fin.is_set():
            if not self._turn():
                self.fin.wait(_PAS)

    def run_all(self) -> int:
        nombre = 0
        while self._turn():
            nombre += 1
        return nombre

    def _turn(self) -> bool:
        close_old_connections()
        try:
            self._look_round()
            ligne = file.claim(self.porteur, urgentes=self.urgentes)
            if ligne is None:
                return False
            execute(ligne, self.porteur, self.fin)
        except (DatabaseError, InterfaceError):
            _journal.exception("The worker cannot use the database")
            connection.close()
            return False
        return True

    def _look_round(self) -> None:
        if self._ronde and time.monotonic() < self._ronde:
            return
        for nom in self.noms:
            beat(nom)
        file.recover()
        self._ronde = time.monotonic() + _RONDE


class Planificateur(threading.Thread):
    """Runs what is due, on a thread of the worker of mails: it holds what that one has loaded."""

    def __init__(self, fin: threading.Event) -> None:
        super().__init__(name=PLANIFICATEUR)
        self._fin = fin

    def run(self) -> None:
        """Look every few seconds, until told to stop; a database that is away is waited for."""
        while not self._fin.is_set():
            self.look()
            self._fin.wait(_HEURES)
        connections.close_all()  # those of this thread

    def look(self) -> None:
        """Run what is due now; a fault is told, and the next look is made."""
        close_old_connections()
        try:
            beat(PLANIFICATEUR)
            run_dues()
        except Exception:  # noqa: BLE001 - a thread that ended would not be started again
            _journal.exception("The scheduler could not look at what is due")
            connection.close()


def execute(ligne: file.Ligne, porteur: str, fin: threading.Event | None = None) -> None:
    """Run one task that this worker has taken, and write how it ended; `fin` says that it stops.

    What is logged meanwhile, and the tasks it asks for, name the request that asked for it.
    """
    with carry_demande(ligne.bail.demande or ligne.pk.hex):
        _execute(ligne, porteur, fin or threading.Event())


def renew_until(fin: threading.Event, ligne: file.Ligne, porteur: str) -> bool:
    """Renew the lease of a task; a worker asked to stop notes it: its end is not a failure."""
    return file.renew(ligne, porteur, file.DEMANDE if fin.is_set() else "")


def _execute(ligne: file.Ligne, porteur: str, fin: threading.Event) -> None:
    genre = file.find_travail(ligne.task_path)
    trop_long = f"La durée permise est dépassée : {_tell_duree(genre.delai)}."
    coeur = Coeur(
        partial(renew_until, fin, ligne, porteur),
        genre.delai,
        partial(file.interrupt, ligne, porteur, trop_long),
    )
    try:
        with coeur:
            _call(ligne)
    except Exception as erreur:  # noqa: BLE001 - kept with the task, and told
        _conclude_erreur(ligne, porteur, erreur)
    else:
        file.conclude(ligne, porteur)
    _tell_fin(ligne)


def _call(ligne: file.Ligne) -> None:
    tache = ligne.task
    resultat = ligne.task_result
    task_started.send(sender=type(tache.get_backend()), task_result=resultat)
    devant = (TaskContext(task_result=resultat),) if tache.takes_context else ()
    with open_unite():
        tache.call(*devant, *resultat.args, **resultat.kwargs)


def _conclude_erreur(ligne: file.Ligne, porteur: str, erreur: Exception) -> None:
    """Try again later what may then work; the rest has failed."""
    if file.is_passagere(erreur):
        raison = PLEIN if file.is_plein(erreur) else VERROU
        file.put_back(ligne, porteur, _APRES_VERROU, raison, comptee=False)
        return
    essais = ligne.bail.essais
    raison = f"Erreur {type(erreur).__name__}."
    dans = file.find_travail(ligne.task_path).wait_after(erreur, essais)
    if dans is not None:
        _journal.warning("%s is tried again later: %s", ligne.task_path, erreur)
        file.put_back(ligne, porteur, dans, raison)
        return
    _journal.error("%s failed", ligne.task_path, exc_info=erreur)
    file.fail(ligne, porteur, raison, erreur)


def _tell_fin(ligne: file.Ligne) -> None:
    finie: Any = DBTaskResult.objects.filter(pk=ligne.pk).first()
    try:
        if finie is not None and finie.task_result.is_finished:
            task_finished.send(sender=type(finie.task.get_backend()), task_result=finie.task_result)
    except ImportError:
        _journal.warning("Task %s is not of this version", ligne.task_path)


def _tell_duree(delai: timedelta) -> str:
    minutes = int(delai.total_seconds() // 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"


# --- How the workers fare: for the page of health, and for the team ---


GRACE: Final = timedelta(minutes=2)  # given to live workers to take back what a dead one held
MONTREES: Final = 100  # of each kind


def count_abandonnees(maintenant: datetime) -> int:
    """Count the tasks begun that nobody holds, nor takes back."""
    return file.list_perdues(maintenant - GRACE).count()


def find_retard_taches(*, urgentes: bool) -> timedelta:
    maintenant = timezone.now()
    depuis = [_due_since(ligne) for ligne in _oldest(urgentes=urgentes)]
    return max((maintenant - moment for moment in depuis), default=timedelta())


def _oldest(*, urgentes: bool) -> list[file.Ligne]:
    """Return the task that has waited longest, and the one whose retry was due first."""
    pretes = file.list_pretes(urgentes=urgentes)
    neuves = pretes.filter(run_after=get_date_max()).order_by("enqueued_at")[:1]
    reprises = pretes.exclude(run_after=get_date_max()).order_by("run_after")[:1]
    return [*neuves, *reprises]


def _due_since(ligne: file.Ligne) -> datetime:
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
    lignes: QuerySet[file.Ligne] = DBTaskResult.objects.select_related("bail")
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


def list_echecs() -> QuerySet[file.Ligne]:
    """Return the tasks that failed for good, kept for two weeks; those told elsewhere left out."""
    ailleurs = [chemin for chemin, genre in file.list_travaux().items() if genre.ailleurs]
    lignes: QuerySet[file.Ligne] = DBTaskResult.objects.select_related("bail")
    return lignes.filter(status=TaskResultStatus.FAILED).exclude(task_path__in=ailleurs)


def _tell(ligne: file.Ligne, moment: datetime | None) -> LigneTravail:
    bail = _find_bail(ligne)
    fin = bail.expire_le if bail else None
    return LigneTravail(
        str(ligne.pk),
        file.find_travail(ligne.task_path).quoi,
        bail.espace_id if bail else None,
        moment or ligne.enqueued_at,
        bail.essais if bail else len(ligne.worker_ids),
        bail.raison if bail else "",
        perdue=fin is not None and fin < timezone.now(),
    )


def _find_bail(ligne: file.Ligne) -> Bail | None:
    """Return its lease; a task that a former version asked for may have none."""
    return ligne.bail if hasattr(ligne, "bail") else None


# For whoever waits: where her work stands, in one sentence.


def tell_avancement(tache: Task[..., Any], **arguments: object) -> str:
    """Say where the work asked for with these arguments stands; empty when nothing does it."""
    ligne = file.list_vives(tache, **arguments).select_related("bail").first()
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


def _count_devant(ligne: file.Ligne) -> int:
    avant = DBTaskResult.objects.filter(
        status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING),
        enqueued_at__lt=ligne.enqueued_at,
    )
    return avant.exclude(queue_name__in=[file.value for file in file.URGENTES]).count()
