"""Functions run at regular intervals by the scheduler, each by one process at a time."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from spaser.web.config.reglages import count_chutes
from spaser.web.socle.models import Battement, Passage
from spaser.web.socle.taches.coeur import Coeur
from spaser.web.socle.taches.verrous import is_passagere, patient

type Fonction = Callable[[datetime], object]

_journal: Final = logging.getLogger(__name__)

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
    autodiscover_modules("planifiees")
    return sorted(_PLANIFIEES.values(), key=lambda planifiee: planifiee.nom)


def run_dues(maintenant: datetime | None = None) -> list[str]:
    """Run what is due and return the names run: what was missed is made up for once."""
    moment = maintenant or timezone.now()
    return [p.nom for p in list_planifiees() if _reserve(p, moment) and _run(p, moment)]


@patient
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
        occupee = is_passagere(erreur)
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


@patient
def _write(planifiee: Planifiee, **champs: object) -> None:
    Passage.objects.filter(nom=planifiee.nom).update(reserve_jusqu_a=None, **champs)


# Signs of life of the processes beside the web server, read by the health page.

TRAVAILLEUR: Final = "travailleur"  # noted by a task: the queue works from end to end
URGENCES: Final = "urgences"  # noted by the worker of these queues itself
FICHIERS: Final = "fichiers"
PLANIFICATEUR: Final = "planificateur"
SILENCE: Final = timedelta(minutes=5)  # a process silent for longer is dead
CHUTES_DE_TROP: Final = 3  # in a row: the process does not hold


@patient
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


def age_of(nom: str) -> timedelta | None:
    """Return for how long a process has been silent; None if it never spoke."""
    return list_ages().get(nom)
