"""The app `recherche`."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import PagePubliee, register_pages


class RechercheConfig(AppConfig):
    """Names the app for Django, and adds its page to the plan."""

    name = "spaser.web.recherche"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        register_pages("recherche", lambda: [PagePubliee(reverse("recherche:page"))])
