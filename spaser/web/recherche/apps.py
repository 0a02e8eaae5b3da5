"""The app `recherche`."""

from __future__ import annotations

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import PagePubliee, register_pages
from spaser.web.socle.unites import register_autour


class RechercheConfig(AppConfig):
    name = "spaser.web.recherche"

    def ready(self) -> None:
        from spaser.web.recherche.services import keep_generations  # noqa: PLC0415 - models are ready

        register_autour(keep_generations)
        register_pages("recherche", lambda: [PagePubliee(reverse("recherche:page"))])
