"""The app `commun`: what the tools of a space share."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig

from spaser.web.commun.historique.gestes import EQUIPE, register_familles
from spaser.web.commun.navigation import Groupe, Rubrique, register_rubrique

_RUBRIQUES: Final = (
    Rubrique("Discussions", "commun:discussions", 10, Groupe.EQUIPE),
    Rubrique("Mes mentions", "commun:mentions", 20, Groupe.EQUIPE),
    Rubrique("Historique", "commun:historique", 30, Groupe.EQUIPE),
    Rubrique("Corbeille", "commun:corbeille", 40, Groupe.EQUIPE),
)


class CommunConfig(AppConfig):
    """Names the app for Django, and adds its pages to the navigation of spaces."""

    name = "spaser.web.commun"
    verbose_name = "À plusieurs"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        from spaser.web.commun import donnees_personnelles  # noqa: PLC0415 - models are ready
        from spaser.web.commun.corbeille import register_sorte  # noqa: PLC0415 - same
        from spaser.web.commun.discussions import COMMENTAIRE  # noqa: PLC0415 - same
        from spaser.web.comptes.donnees_personnelles import (  # noqa: PLC0415 - models are ready
            Part,
            register_part,
        )

        register_sorte(COMMENTAIRE)
        register_familles(*EQUIPE)
        for rubrique in _RUBRIQUES:
            register_rubrique(rubrique)
        register_part(
            Part(
                "discussions",
                exporte=donnees_personnelles.export_part,
                efface=donnees_personnelles.erase_part,
                reste=donnees_personnelles.RESTE,
            )
        )
