"""The app `marches`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.commun.historique.gestes import register_familles
from spaser.web.commun.outils import Acte, Avancement, Etat, Module, register_module
from spaser.web.espace.retouches import register_retouches
from spaser.web.marches.gestes import FAMILLES

if TYPE_CHECKING:
    from spaser.web.organisations.espaces import Espace


class MarchesConfig(AppConfig):
    """Names the app for Django, and tells the floors below what it offers."""

    name = "spaser.web.marches"
    verbose_name = "Marchés"

    def ready(self) -> None:
        """Add the tool to every space; declare what is kept of a person."""
        from spaser.web.comptes.donnees_personnelles import (  # noqa: PLC0415 - models are ready
            Part,
            register_part,
        )
        from spaser.web.marches import (  # noqa: PLC0415 - same
            donnees_personnelles,
            receveurs,  # noqa: F401 - connects its receivers
        )
        from spaser.web.marches.selectors import is_retouche  # noqa: PLC0415 - same

        register_part(
            Part(
                "marches",
                exporte=donnees_personnelles.export_part,
                efface=donnees_personnelles.erase_part,
                reste=donnees_personnelles.RESTE,
            )
        )
        register_retouches("marches", is_retouche)
        register_familles(*FAMILLES)
        register_module(
            Module(
                "marches",
                "Mes marchés",
                "Vos marchés publiés et ceux de vos fichiers, à corriger et à compléter.",
                "marches:liste",
                10,
                _read_avancement,
                "Vos taux disent alors ce que vous faites, pas seulement ce qui a été publié.",
            )
        )


def _read_avancement(espace: Espace) -> Avancement:
    """Propose to correct contracts as long as nothing was; there is always one more to complete."""
    from spaser.web.marches.selectors import is_retouche  # noqa: PLC0415 - models are ready

    if is_retouche(espace):
        return Avancement(Etat.EN_COURS)
    return Avancement(
        Etat.A_COMMENCER,
        Acte(
            "Corriger vos marchés",
            "Les considérations manquent souvent dans les données publiées : complétez-les, et "
            "voyez vos taux changer.",
            reverse("marches:liste", args=[espace.siren]),
        ),
    )
