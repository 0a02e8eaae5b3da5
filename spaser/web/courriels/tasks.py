"""The task that sends a mail of the outbox. It knows its number alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from spaser.web.courriels.envoi import EnvoiRemis, deliver, give_up
from spaser.web.courriels.models import Courriel
from spaser.web.courriels.natures import NatureInconnue, find_nature
from spaser.web.socle.taches.travaux import File, Travail, travail

# Almost three days in all: a server may be out for a week-end.
REPRISES: Final = tuple(
    timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 720, 720, 720, 720)
)


def _give_up(numero: str) -> None:
    give_up(UUID(numero))


_ENVOI: Final = Travail(
    "Envoi d’un courriel",
    File.COURRIELS,
    delai=timedelta(minutes=2),
    essais=len(REPRISES) + 1,  # refusals count too: a kill after some is not the end
    passagers=(EnvoiRemis, NatureInconnue),
    reprises=REPRISES,
    abandonne=_give_up,
    ailleurs=True,
)


@travail(_ENVOI)
def send_courriel(numero: str) -> None:
    """Send a mail that waits, unless it need not go any more."""
    deliver(UUID(numero))


def ask_envoi(courriel: Courriel) -> None:
    """Ask for a mail to be sent, at the rank of its kind; one that is not known has none."""
    try:
        rang = find_nature(courriel.nature)[0].rang
    except NatureInconnue:
        rang = 0
    send_courriel.using(priority=rang).enqueue(numero=str(courriel.pk))
