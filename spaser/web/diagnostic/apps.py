"""The app `diagnostic`."""

from __future__ import annotations

from django.apps import AppConfig

from spaser.web.socle.menu import Entree, Zone, register_entree


class DiagnosticConfig(AppConfig):
    """Names the app for Django, and adds its pages to the menus."""

    name = "spaser.web.diagnostic"

    def ready(self) -> None:
        """Register the entries of the menus."""
        register_entree(Entree("Autodiagnostic", "diagnostic:accueil", 6))
        register_entree(Entree("Approches d’un SPASER", "diagnostic:approches", 12, Zone.PIED))
