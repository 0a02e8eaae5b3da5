"""The app `marches`."""

from __future__ import annotations

from django.apps import AppConfig


class MarchesConfig(AppConfig):
    name = "spaser.web.marches"
    verbose_name = "Marchés"

    def ready(self) -> None:
        from spaser.web.marches import entrepot, tasks  # noqa: F401, PLC0415 - models are ready
        from spaser.web.marches.fonds import list_nommes  # noqa: PLC0415 - same
        from spaser.web.socle.fichiers.service import register_nommes  # noqa: PLC0415 - same

        register_nommes(list_nommes)
