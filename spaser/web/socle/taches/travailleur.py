"""What works beside the pages: the worker takes tasks one by one, the scheduler what is due."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, Final

from django.db import (
    DatabaseError,
    InterfaceError,
    close_old_connections,
    connection,
    connections,
)
from django.tasks.base import TaskContext
from django.tasks.signals import task_finished, task_started
from django.utils.crypto import get_random_string
from django_tasks_db.models import DBTaskResult

from spaser.web.socle.planification import PLANIFICATEUR, beat, run_dues
from spaser.web.socle.taches import baux
from spaser.web.socle.taches.baux import Ligne
from spaser.web.socle.taches.coeur import Coeur
from spaser.web.socle.taches.travaux import find_travail
from spaser.web.socle.taches.verrous import is_passagere, is_plein
from spaser.web.socle.traces import carry_demande
from spaser.web.socle.unites import open_unite

VERROU: Final = "La base était occupée par un autre travail."
PLEIN: Final = "Le serveur n’avait plus de place."
_APRES_VERROU: Final = timedelta(seconds=30)
_RONDE: Final = 10.0  # seconds between two looks at what the dead left, and two signs of life
_PAS: Final = 1.0
_HEURES: Final = 15.0  # seconds between two looks at what is due

_journal: Final = logging.getLogger(__name__)


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
            ligne = baux.claim(self.porteur, urgentes=self.urgentes)
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
        baux.recover()
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


def execute(ligne: Ligne, porteur: str, fin: threading.Event | None = None) -> None:
    """Run one task that this worker has taken, and write how it ended; `fin` says that it stops.

    What is logged meanwhile, and the tasks it asks for, name the request that asked for it.
    """
    with carry_demande(ligne.bail.demande or ligne.pk.hex):
        _execute(ligne, porteur, fin or threading.Event())


def renew_until(fin: threading.Event, ligne: Ligne, porteur: str) -> bool:
    """Renew the lease of a task; a worker asked to stop notes it: its end is not a failure."""
    return baux.renew(ligne, porteur, baux.DEMANDE if fin.is_set() else "")


def _execute(ligne: Ligne, porteur: str, fin: threading.Event) -> None:
    genre = find_travail(ligne.task_path)
    trop_long = f"La durée permise est dépassée : {_tell_duree(genre.delai)}."
    coeur = Coeur(
        partial(renew_until, fin, ligne, porteur),
        genre.delai,
        partial(baux.interrupt, ligne, porteur, trop_long),
    )
    try:
        with coeur:
            _call(ligne)
    except Exception as erreur:  # noqa: BLE001 - kept with the task, and told
        _conclude_erreur(ligne, porteur, erreur)
    else:
        baux.conclude(ligne, porteur)
    _tell_fin(ligne)


def _call(ligne: Ligne) -> None:
    tache = ligne.task
    resultat = ligne.task_result
    task_started.send(sender=type(tache.get_backend()), task_result=resultat)
    devant = (TaskContext(task_result=resultat),) if tache.takes_context else ()
    with open_unite():
        tache.call(*devant, *resultat.args, **resultat.kwargs)


def _conclude_erreur(ligne: Ligne, porteur: str, erreur: Exception) -> None:
    """Try again later what may then work; the rest has failed."""
    if is_passagere(erreur):
        raison = PLEIN if is_plein(erreur) else VERROU
        baux.put_back(ligne, porteur, _APRES_VERROU, raison, comptee=False)
        return
    essais = ligne.bail.essais
    raison = f"Erreur {type(erreur).__name__}."
    dans = find_travail(ligne.task_path).wait_after(erreur, essais)
    if dans is not None:
        _journal.warning("%s is tried again later: %s", ligne.task_path, erreur)
        baux.put_back(ligne, porteur, dans, raison)
        return
    _journal.error("%s failed", ligne.task_path, exc_info=erreur)
    baux.fail(ligne, porteur, raison, erreur)


def _tell_fin(ligne: Ligne) -> None:
    finie: Any = DBTaskResult.objects.filter(pk=ligne.pk).first()
    try:
        if finie is not None and finie.task_result.is_finished:
            task_finished.send(sender=type(finie.task.get_backend()), task_result=finie.task_result)
    except ImportError:
        _journal.warning("Task %s is not of this version", ligne.task_path)


def _tell_duree(delai: timedelta) -> str:
    minutes = int(delai.total_seconds() // 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
