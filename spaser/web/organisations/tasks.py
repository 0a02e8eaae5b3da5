"""Tasks of organisations: asking the public directory."""

from __future__ import annotations

from datetime import timedelta

from spaser.web.organisations.questions import answer_lot
from spaser.web.socle.taches.baux import ensure
from spaser.web.socle.taches.travaux import Travail, travail


@travail(Travail("Noms demandés à l’annuaire public", rang=-10, delai=timedelta(minutes=15)))
def answer_questions() -> None:
    """Have a few questions answered, then ask for the next: other work passes in between."""
    if answer_lot():
        ensure(answer_questions)
