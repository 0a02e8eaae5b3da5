"""The app `obligations`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

if TYPE_CHECKING:
    from django.http import HttpRequest


def _may_read_again(request: HttpRequest) -> bool:
    from spaser.web.organisations.acces import peut  # noqa: PLC0415 - models are ready

    return request.user.is_authenticated and peut(request, Operation.RELIRE_OBLIGATION)


_LISTE: Final = Entree("Obligations des acheteurs", "obligations:liste", 10, Zone.LOI)
_SOURCES: Final = Entree("Textes et chiffres cités", "obligations:sources", 20, Zone.LOI)
_TEXTES: Final = Entree(
    "Obligations",
    "obligations:textes",
    ordre=31,
    zone=Zone.OUTILS,
    icone="fr-icon-scales-3-line",
    visible=_may_read_again,
)


class ObligationsConfig(AppConfig):
    """Names the app for Django, and adds its pages to the menus and to the plan."""

    name = "spaser.web.obligations"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        from spaser.web.obligations.indexation import (  # noqa: PLC0415 - models are ready
            FAITS,
            OBLIGATIONS,
        )
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(OBLIGATIONS)
        register_textes(FAITS)
        register_entree(_LISTE)
        register_entree(_SOURCES)
        register_entree(_TEXTES)
        register_pages("obligations", lambda: [PagePubliee(reverse(_LISTE.vue))])
        register_pages("sources", lambda: [PagePubliee(reverse(_SOURCES.vue))])
