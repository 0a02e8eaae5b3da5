"""The app `comptes`."""

from __future__ import annotations

from django.apps import AppConfig


class ComptesConfig(AppConfig):
    """Names the app for Django."""

    name = "spaser.web.comptes"

    def ready(self) -> None:
        """Listen to sign-ins; register this app's data, and its links in the page's header."""
        from spaser.web.comptes import (  # noqa: PLC0415 - models are ready only now
            donnees_personnelles,
            menu,
            signals,  # noqa: F401 - connects its receivers
        )

        menu.register()
        donnees_personnelles.register_part(
            donnees_personnelles.Part(
                "compte",
                exporte=donnees_personnelles.export_compte,
                efface=donnees_personnelles.erase_identite,
                reste="Le journal des gestes importants garde un numéro à la place de votre nom : "
                "il faut pouvoir retracer les publications et les droits donnés.",
            )
        )
