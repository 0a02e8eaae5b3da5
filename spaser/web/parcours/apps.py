"""The app `parcours`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, register_entree, register_pages

_PAGE: Final = Entree("Parcours", "parcours:page", 5)


class ParcoursConfig(AppConfig):
    name = "spaser.web.parcours"

    def ready(self) -> None:
        from spaser.web.editorial.genres import register_genre  # noqa: PLC0415 - models are ready
        from spaser.web.parcours.indexation import SOURCE  # noqa: PLC0415 - apps are ready
        from spaser.web.parcours.textes import PARCOURS  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_entree(_PAGE)
        register_pages("parcours", lambda: [PagePubliee(reverse(_PAGE.vue))])
        register_genre(PARCOURS)
