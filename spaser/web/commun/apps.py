"""The app `commun`: what the tools of a space share."""

from __future__ import annotations

from django.apps import AppConfig


class CommunConfig(AppConfig):
    name = "spaser.web.commun"
    verbose_name = "À plusieurs"

    def ready(self) -> None:
        """Read what every tool declares: the models of all apps are ready."""
        from spaser.web.commun.citations import find_citations  # noqa: PLC0415 - models are ready
        from spaser.web.commun.outils import list_manifestes  # noqa: PLC0415 - models are ready
        from spaser.web.comptes.donnees_personnelles import (  # noqa: PLC0415 - same
            register_modeles,
            register_part,
            register_recherche,
        )

        for outil in list_manifestes():
            register_modeles(*outil.modeles)
            for part in outil.donnees:
                register_part(part)
        register_recherche(find_citations)
