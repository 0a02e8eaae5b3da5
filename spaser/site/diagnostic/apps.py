"""The app `diagnostic`, for Django."""

from django.apps import AppConfig


class DiagnosticConfig(AppConfig):
    name = "spaser.site.diagnostic"
    verbose_name = "Diagnostic"

    def ready(self) -> None:
        from spaser.site.diagnostic import app

        app.offer_diagnostic()
