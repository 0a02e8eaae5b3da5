"""The app `acteurs`."""

from __future__ import annotations

from django.apps import AppConfig

from spaser.web.acteurs.gestes import FAMILLES


class ActeursConfig(AppConfig):
    """Names the app for Django, and adds its tool to every space."""

    name = "spaser.web.acteurs"
    verbose_name = "Acteurs du territoire"

    def ready(self) -> None:
        """Register the tool, and what is kept of a person; listen to the floors below."""
        from spaser.web.acteurs import donnees_personnelles  # noqa: PLC0415 - models are ready
        from spaser.web.acteurs.services import ACTEUR  # noqa: PLC0415 - same
        from spaser.web.acteurs.suites import read_avancement  # noqa: PLC0415 - same
        from spaser.web.commun.corbeille import register_sorte  # noqa: PLC0415 - same
        from spaser.web.commun.historique.gestes import register_familles  # noqa: PLC0415 - same
        from spaser.web.commun.outils import Module, register_module  # noqa: PLC0415 - same
        from spaser.web.comptes.donnees_personnelles import Part, register_part  # noqa: PLC0415 - same

        register_familles(*FAMILLES)
        register_sorte(ACTEUR)
        register_module(
            Module(
                code="acteurs",
                titre="Acteurs du territoire",
                description="Repérer qui peut vous aider, dire ce que chacun apporte, suivre les "
                "échanges.",
                vue="acteurs:tableau",
                ordre=60,
                avance=read_avancement,
                pourquoi="Un achat responsable se prépare avec ceux qui savent y répondre.",
            )
        )
        register_part(
            Part(
                "acteurs",
                exporte=donnees_personnelles.export_part,
                efface=donnees_personnelles.erase_part,
                reste=donnees_personnelles.RESTE,
            )
        )
