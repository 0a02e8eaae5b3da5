"""The app `recherche`, for Django."""

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle.pages import PagePubliee, register_pages
from spaser.site.socle.traces import register_autour


class RechercheConfig(AppConfig):
    name = "spaser.site.recherche"
    verbose_name = "Recherche"

    def ready(self) -> None:
        from spaser.site.recherche.services import keep_generations

        register_autour(keep_generations)
        register_pages("recherche", lambda: [PagePubliee(reverse("recherche:page"))])
