"""What the scheduler runs for the agenda."""

from __future__ import annotations

from datetime import datetime, timedelta

from spaser.web.agenda.services.entretien import advance_files, forget_personnes, send_rappels
from spaser.web.agenda.tasks import check_replays
from spaser.web.socle.planification import planifie
from spaser.web.socle.taches.baux import ensure


@planifie("agenda.places", toutes_les=timedelta(minutes=5))
def pass_places_on(maintenant: datetime) -> int:
    return advance_files(maintenant)


@planifie("agenda.rappels", toutes_les=timedelta(minutes=5), d_un_bloc=True)
def remind(maintenant: datetime) -> int:
    return send_rappels(maintenant)


@planifie("agenda.replays", toutes_les=timedelta(days=1))
def look_at_replays(_maintenant: datetime) -> None:
    ensure(check_replays)


@planifie("agenda.oubli", toutes_les=timedelta(days=1))
def forget(maintenant: datetime) -> None:
    """Forget who never confirmed, and who came a year ago."""
    forget_personnes(maintenant)
