"""The app `faq`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_PAGE: Final = Entree("Foire aux questions", "faq:page", 5, Zone.RESSOURCES)


class FaqConfig(AppConfig):
    name = "spaser.web.faq"
    verbose_name = "Foire aux questions"

    def ready(self) -> None:
        from spaser.web.editorial.genres import (  # noqa: PLC0415 - models are ready
            register_genre,
            register_suite,
        )
        from spaser.web.faq.indexation import SOURCE  # noqa: PLC0415 - apps are ready
        from spaser.web.faq.services import close_repondues  # noqa: PLC0415 - same
        from spaser.web.faq.textes import FAQ, RESSOURCES  # noqa: PLC0415 - same
        from spaser.web.organisations.acces import allow  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_entree(_PAGE)
        register_entree(
            Entree(
                "Questions reçues",
                "faq:questions_recues",
                ordre=33,
                zone=Zone.EQUIPE,
                icone="fr-icon-questionnaire-line",
                visible=allow(Operation.RELIRE_TEXTE),
            )
        )
        register_pages("faq", lambda: [PagePubliee(reverse(_PAGE.vue))])
        register_genre(FAQ)
        register_suite(FAQ, close_repondues)
        register_genre(RESSOURCES)
