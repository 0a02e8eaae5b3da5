"""The app `acheteurs`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, register_entree, register_pages

_RECHERCHE: Final = Entree("Trouver un acheteur", "acheteurs:recherche", 10)


class AcheteursConfig(AppConfig):
    """Names the app for Django, and adds its search to the menus and to the plan."""

    name = "spaser.web.acheteurs"
    verbose_name = "Pages publiques des acheteurs"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        register_entree(_RECHERCHE)
        register_pages("acheteurs", lambda: [PagePubliee(reverse(_RECHERCHE.vue))])
