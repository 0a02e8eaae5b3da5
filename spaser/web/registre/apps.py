"""The app `registre`."""

from __future__ import annotations

from django.apps import AppConfig


class RegistreConfig(AppConfig):
    """Names the app for Django, and tells the floors below what it offers."""

    name = "spaser.web.registre"

    def ready(self) -> None:
        """Declare what can be found."""
        from spaser.web.recherche.types import register_type  # noqa: PLC0415 - models are ready
        from spaser.web.registre.indexation import FICHE  # noqa: PLC0415 - same

        register_type(FICHE)
