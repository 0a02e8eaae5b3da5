"""The app `portail`, for Django."""

from django.apps import AppConfig


class PortailConfig(AppConfig):
    name = "spaser.site.portail"
    verbose_name = "Portail"

    def ready(self) -> None:
        from spaser.site.portail import app

        app.offer_portail()
