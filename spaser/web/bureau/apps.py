"""The app `bureau`."""

from __future__ import annotations

from django.apps import AppConfig

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, Zone, register_entree


class BureauConfig(AppConfig):
    name = "spaser.web.bureau"
    verbose_name = "Tableau de bord de l’équipe"

    def ready(self) -> None:
        from spaser.web.organisations.acces import allow  # noqa: PLC0415 - models are ready

        register_entree(
            Entree(
                "Tableau de bord de l’équipe",
                "bureau:accueil",
                ordre=29,
                zone=Zone.OUTILS,
                icone="fr-icon-dashboard-3-line",
                visible=allow(Operation.VOIR_PROGRAMME),
            )
        )
