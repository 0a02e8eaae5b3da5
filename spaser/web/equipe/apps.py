"""The app `equipe`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig

from spaser.web.equipe.historique.gestes import EQUIPE, register_familles
from spaser.web.espace.modules import register_eteints
from spaser.web.espace.rubriques import Groupe, Rubrique, register_rubrique

_RUBRIQUES: Final = (
    Rubrique("Par où commencer", "equipe:commencer", 20),
    Rubrique("Vue pour les élus", "equipe:elus", 5, Groupe.EQUIPE),
    Rubrique("Discussions", "equipe:discussions", 10, Groupe.EQUIPE),
    Rubrique("Mes mentions", "equipe:mentions", 20, Groupe.EQUIPE),
    Rubrique("Historique", "equipe:historique", 30, Groupe.EQUIPE),
    Rubrique("Corbeille", "equipe:corbeille", 40, Groupe.EQUIPE),
)


class EquipeConfig(AppConfig):
    """Names the app for Django, and adds its pages to the navigation of spaces."""

    name = "spaser.web.equipe"
    verbose_name = "Équipe"

    def ready(self) -> None:
        """Register what the floors below offer to list; listen to them."""
        from spaser.web.comptes.donnees_personnelles import (  # noqa: PLC0415 - models are ready
            Part,
            register_part,
        )
        from spaser.web.equipe import (  # noqa: PLC0415 - same
            donnees_personnelles,
            receveurs,  # noqa: F401
        )
        from spaser.web.equipe.commencer.selectors import read_eteints  # noqa: PLC0415 - same
        from spaser.web.equipe.corbeille.sortes import register_sorte  # noqa: PLC0415 - same
        from spaser.web.equipe.discussions.sorte import COMMENTAIRE  # noqa: PLC0415 - same

        register_eteints("equipe", read_eteints)
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
