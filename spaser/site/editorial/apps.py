"""The app `editorial`, for Django."""

from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "spaser.site.editorial"
    verbose_name = "Textes de l’équipe"

    def ready(self) -> None:
        from spaser.site.editorial import app

        app.offer_editorial()
