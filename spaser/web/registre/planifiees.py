"""What the scheduler runs for the register."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from spaser.web.registre.models import Depot, Signalement
from spaser.web.registre.models.depot import MODIFIABLES
from spaser.web.registre.moderation.requetes import ask_exactitude
from spaser.web.registre.moderation.services import remind_equipe
from spaser.web.registre.suivi import forget_alertes, send_alertes
from spaser.web.registre.tasks import check_liens, read_documents
from spaser.web.socle.planification import planifie
from spaser.web.socle.taches.baux import ensure


@planifie("registre.alertes", toutes_les=timedelta(hours=1))
def run_alertes(maintenant: datetime) -> None:
    forget_alertes(maintenant)
    send_alertes(maintenant)


@planifie("registre.liens", toutes_les=timedelta(days=1))
def run_liens(maintenant: datetime) -> None:
    """Let the worker check the addresses that are due: each once a month."""
    ensure(check_liens)


@planifie("registre.documents", toutes_les=timedelta(hours=1))
def run_documents(maintenant: datetime) -> None:
    ensure(read_documents)


@planifie("registre.exactitude", toutes_les=timedelta(days=1), d_un_bloc=True)
def run_exactitude(maintenant: datetime) -> None:
    ask_exactitude(maintenant)


@planifie("registre.rappel", toutes_les=timedelta(days=7), d_un_bloc=True)
def run_rappel(maintenant: datetime) -> None:
    """Tell the whole team what has waited for more than a week."""
    remind_equipe(maintenant)


@planifie("registre.brouillons", toutes_les=timedelta(days=1))
def run_menage(maintenant: datetime) -> None:
    sweep_depots(maintenant)


# Nothing is kept that serves no more: forgotten drafts, addresses of guests long answered.

GARDE_BROUILLONS: Final = timedelta(days=180)
GARDE_ADRESSES: Final = timedelta(days=730)  # beyond the yearly question, with a year to spare


def sweep_depots(maintenant: datetime) -> None:
    """Erase drafts that nobody has touched for six months, and addresses after two years."""
    oublies = Depot.objects.filter(
        etat__in=MODIFIABLES, modifie_le__lt=maintenant - GARDE_BROUILLONS
    )
    oublies.delete()
    anciens = Depot.objects.filter(traite_le__lt=maintenant - GARDE_ADRESSES)
    anciens.exclude(courriel="").update(courriel="")
    clos = Signalement.objects.filter(traitee_le__lt=maintenant - GARDE_ADRESSES)
    clos.exclude(courriel="").update(courriel="")
