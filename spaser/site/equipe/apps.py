"""The app `equipe`, for Django."""

from django.apps import AppConfig


class EquipeConfig(AppConfig):
    name = "spaser.site.equipe"
    verbose_name = "Équipe du programme"

    def ready(self) -> None:
        from spaser.site.equipe import app

        app.offer_equipe()
