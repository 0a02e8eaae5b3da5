"""The app `acteurs`."""

from __future__ import annotations

from django.apps import AppConfig


class ActeursConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.acteurs"
    verbose_name = "Acteurs du territoire"

    def ready(self) -> None:
        """Listen to the floors below."""
        from spaser.web.acteurs import receveurs  # noqa: F401, PLC0415 - models are ready
