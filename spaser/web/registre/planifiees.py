"""What the scheduler runs for the register."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.registre.depot.menage import sweep_depots
from spaser.web.registre.moderation.exactitude import ask_exactitude
from spaser.web.registre.suivi.alertes import forget_alertes, send_alertes
from spaser.web.registre.tasks import check_liens
from spaser.web.socle.planification import planifie


@planifie("registre.alertes", toutes_les=timedelta(hours=1))
def run_alertes(maintenant: datetime) -> None:
    """Send the alerts that are due, and forget those that nobody confirmed."""
    forget_alertes(maintenant)
    send_alertes(maintenant)


@planifie("registre.liens", toutes_les=timedelta(days=1))
def run_liens(maintenant: datetime) -> None:
    """Let the worker check the addresses that are due: each once a month."""
    check_liens.enqueue()


@planifie("registre.exactitude", toutes_les=timedelta(days=1))
def run_exactitude(maintenant: datetime) -> None:
    """Ask the buyers whose turn has come whether their sheet is still exact."""
    ask_exactitude(maintenant)


@planifie("registre.brouillons", toutes_les=timedelta(days=1))
def run_menage(maintenant: datetime) -> None:
    """Erase forgotten drafts."""
    sweep_depots(maintenant)
