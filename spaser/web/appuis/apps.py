"""The app `appuis`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_ENTREES: Final = (
    Entree("Qui peut m’aider", "appuis:liste", 5, Zone.RESSOURCES),
    Entree("Glossaire", "appuis:glossaire", 30, Zone.RESSOURCES),
    Entree("Actualités", "appuis:actualites", 40, Zone.RESSOURCES),
)


class AppuisConfig(AppConfig):
    name = "spaser.web.appuis"

    def ready(self) -> None:
        from spaser.web.appuis.indexation import SOURCES  # noqa: PLC0415 - apps are ready
        from spaser.web.appuis.textes import GENRES  # noqa: PLC0415 - forms need the apps
        from spaser.web.editorial.genres import register_genre  # noqa: PLC0415
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        for source in SOURCES:
            register_textes(source)
        for entree in _ENTREES:
            register_entree(entree)
        register_pages("appuis", lambda: [PagePubliee(reverse(e.vue)) for e in _ENTREES])
        for genre in GENRES:
            register_genre(genre)
