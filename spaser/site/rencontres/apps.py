"""The app `rencontres`, for Django."""

from django.apps import AppConfig


class RencontresConfig(AppConfig):
    name = "spaser.site.rencontres"
    verbose_name = "Rencontres"

    def ready(self) -> None:
        from spaser.site.rencontres import app

        app.offer_rencontres()
