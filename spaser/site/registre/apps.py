"""The app `registre`, for Django."""

from django.apps import AppConfig


class RegistreConfig(AppConfig):
    name = "spaser.site.registre"
    verbose_name = "Registre des schémas"

    def ready(self) -> None:
        from spaser.site.registre import app

        app.offer_registre()
