"""The app `agenda`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_LISTE: Final = Entree("Agenda", "agenda:liste", 12, Zone.RESSOURCES)


class AgendaConfig(AppConfig):
    name = "spaser.web.agenda"
    verbose_name = "Agenda"

    def ready(self) -> None:
        from spaser.web.agenda.indexation import SOURCE  # noqa: PLC0415 - apps are ready
        from spaser.web.organisations.acces import allow  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_entree(_LISTE)
        register_entree(
            Entree(
                "Événements du programme",
                "agenda:equipe",
                ordre=34,
                zone=Zone.EQUIPE,
                icone="fr-icon-calendar-event-line",
                visible=allow(Operation.TENIR_AGENDA),
            )
        )
        register_pages("agenda", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.web.agenda.selectors import list_publics  # noqa: PLC0415 - models are ready by then

    yield PagePubliee(reverse(_LISTE.vue))
    for evenement in list_publics().only("code"):
        yield PagePubliee(evenement.get_absolute_url())
