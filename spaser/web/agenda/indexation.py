"""The events that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from spaser.web.agenda.mots import format_evenement
from spaser.web.agenda.selectors import list_publics
from spaser.web.recherche import services
from spaser.web.recherche.textes import SourceTextes, TexteCherchable

GENERATION: Final = "agenda"


def touch_agenda() -> None:
    """Have the search read events again."""
    services.bump(GENERATION)


def list_textes(_jour: date) -> Iterator[TexteCherchable]:
    """Return each public event, with what was said there once it is written."""
    for evenement in list_publics():
        yield TexteCherchable(
            code=evenement.code,
            titre=evenement.titre,
            adresse=evenement.get_absolute_url(),
            resume=evenement.resume or format_evenement(evenement),
            corps="\n".join(filter(None, (evenement.texte, evenement.transcription))),
            mots_cles=f"{evenement.get_nature_display()} {format_evenement(evenement)}",
            page=evenement.get_absolute_url(),
        )


SOURCE: Final = SourceTextes(
    "agenda", "Webinaires et ateliers", list_textes, rang=35, poids=0.8, generations=(GENERATION,)
)
