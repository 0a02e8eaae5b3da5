"""The app `obligations`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, Zone, register_entree
from spaser.web.socle.plan import PagePubliee, register_pages

_LISTE: Final = Entree("Obligations des acheteurs", "obligations:liste", 10, Zone.PIED)


class ObligationsConfig(AppConfig):
    """Names the app for Django, and adds its pages to the menus and to the plan."""

    name = "spaser.web.obligations"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        from spaser.web.organisations.acces import allow  # noqa: PLC0415 - models are ready

        register_entree(_LISTE)
        register_entree(
            Entree(
                "Obligations",
                "obligations:textes",
                ordre=31,
                zone=Zone.OUTILS,
                icone="fr-icon-scales-3-line",
                visible=allow(Operation.RELIRE_OBLIGATION),
            )
        )
        register_pages("obligations", lambda: [PagePubliee(reverse(_LISTE.vue))])
