"""The app `marches`."""

from __future__ import annotations

from django.apps import AppConfig


class MarchesConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.marches"
    verbose_name = "Marchés"

    def ready(self) -> None:
        """Listen to the floors below; tell backups which files are named here."""
        from spaser.web.marches import entrepot, tasks  # noqa: F401, PLC0415 - models are ready
        from spaser.web.marches.fonds import list_nommes  # noqa: PLC0415 - same
        from spaser.web.socle.fichiers.service import register_nommes  # noqa: PLC0415 - same

        register_nommes(list_nommes)
