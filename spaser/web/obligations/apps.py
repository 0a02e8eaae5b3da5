"""The app `obligations`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, Zone, register_entree
from spaser.web.socle.plan import PagePubliee, register_pages

_LISTE: Final = Entree("Obligations des acheteurs", "obligations:liste", 10, Zone.PIED)


class ObligationsConfig(AppConfig):
    """Names the app for Django, and adds its page to the menus and to the plan."""

    name = "spaser.web.obligations"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        register_entree(_LISTE)
        register_pages("obligations", lambda: [PagePubliee(reverse(_LISTE.vue))])
