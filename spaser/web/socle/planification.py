"""Functions run at regular intervals by the scheduler, each by one process at a time."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from spaser.web.socle.models import Battement, Passage

type Fonction = Callable[[datetime], object]

_journal: Final = logging.getLogger(__name__)

# A run that lasts longer is taken for dead, and another process may start it again.
RESERVATION: Final = timedelta(minutes=30)
# A failure is not left until the next month.
REPRISE: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Planifiee:
    """A function and how often it is due."""

    nom: str
    toutes_les: timedelta
    fonction: Fonction


_PLANIFIEES: Final[dict[str, Planifiee]] = {}


def planifie(nom: str, *, toutes_les: timedelta) -> Callable[[Fonction], Fonction]:
    """Register an idempotent function that takes the time of its run.

    Put it in the app's `planifiees.py`, which the scheduler imports.
    """

    def register(fonction: Fonction) -> Fonction:
        _PLANIFIEES[nom] = Planifiee(nom, toutes_les, fonction)
        return fonction

    return register


def list_planifiees() -> list[Planifiee]:
    """Return every registered function, by name."""
    autodiscover_modules("planifiees")
    return sorted(_PLANIFIEES.values(), key=lambda planifiee: planifiee.nom)


def run_dues(maintenant: datetime | None = None) -> list[str]:
    """Run what is due and return the names run: what was missed is made up for once."""
    moment = maintenant or timezone.now()
    return [p.nom for p in list_planifiees() if _reserve(p, moment) and _run(p, moment)]


def _reserve(planifiee: Planifiee, maintenant: datetime) -> bool:
    """Take a due function for this process: one conditional update, so that one process wins."""
    Passage.objects.get_or_create(nom=planifiee.nom)
    libre = Q(reserve_jusqu_a=None) | Q(reserve_jusqu_a__lte=maintenant)
    due = Q(prochain_essai=None) | Q(prochain_essai__lte=maintenant)
    passage = Passage.objects.filter(libre & due, nom=planifiee.nom)
    return passage.update(reserve_jusqu_a=maintenant + RESERVATION) == 1


def _run(planifiee: Planifiee, maintenant: datetime) -> bool:
    """Run one function; a failure is kept and told, and never stops the others."""
    passage = Passage.objects.filter(nom=planifiee.nom)
    try:
        planifiee.fonction(maintenant)
    except Exception:  # noqa: BLE001 - told, kept, tried again
        _journal.exception("Planned function %s failed", planifiee.nom)
        attente = min(planifiee.toutes_les, REPRISE)
        passage.update(
            reserve_jusqu_a=None,
            prochain_essai=maintenant + attente,
            erreur=traceback.format_exc(),
        )
        return True
    passage.update(
        reserve_jusqu_a=None,
        prochain_essai=maintenant + planifiee.toutes_les,
        dernier_succes=maintenant,
        erreur="",
    )
    return True


# Signs of life of the processes beside the web server, read by the health page.

TRAVAILLEUR: Final = "travailleur"
PLANIFICATEUR: Final = "planificateur"


def beat(nom: str) -> None:
    """Note that this process is alive now."""
    Battement.objects.update_or_create(nom=nom, defaults={"vu_le": timezone.now()})


def age_of(nom: str) -> timedelta | None:
    """Return for how long a process has been silent; None if it never spoke."""
    vu = Battement.objects.filter(nom=nom).values_list("vu_le", flat=True).first()
    return timezone.now() - vu if vu else None
