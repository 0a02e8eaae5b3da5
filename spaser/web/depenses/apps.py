"""The app `depenses`."""

from __future__ import annotations

from django.apps import AppConfig


class DepensesConfig(AppConfig):
    name = "spaser.web.depenses"
    verbose_name = "Dépenses payées"

    def ready(self) -> None:
        from spaser.web.depenses import demandes  # noqa: F401, PLC0415 - models are ready
        from spaser.web.depenses.dossier import list_nommees  # noqa: PLC0415 - same
        from spaser.web.depenses.extraits import services  # noqa: F401, PLC0415 - same
        from spaser.web.socle.fichiers.service import register_nommes  # noqa: PLC0415 - same

        register_nommes(list_nommees)
