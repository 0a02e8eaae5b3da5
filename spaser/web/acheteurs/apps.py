"""The app `acheteurs`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_RECHERCHE: Final = Entree("Trouver un acheteur", "acheteurs:recherche", 10)


class AcheteursConfig(AppConfig):
    name = "spaser.web.acheteurs"
    verbose_name = "Pages publiques des acheteurs"

    def ready(self) -> None:
        from spaser.web.organisations.acces import allow  # noqa: PLC0415 - models are ready

        register_entree(_RECHERCHE)
        register_entree(
            Entree(
                "Remarques",
                "acheteurs:remarques",
                ordre=32,
                zone=Zone.EQUIPE,
                icone="fr-icon-feedback-line",
                visible=allow(Operation.MODERER_DEPOT),
            )
        )
        register_pages("acheteurs", lambda: [PagePubliee(reverse(_RECHERCHE.vue))])
