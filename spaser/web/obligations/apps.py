"""The app `obligations`."""

from __future__ import annotations

from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages
from spaser.web.socle.unites import register_autour

_LISTE: Final = Entree("Obligations des acheteurs", "obligations:liste", 10, Zone.LOI)
_SOURCES: Final = Entree("Textes et chiffres cités", "obligations:sources", 20, Zone.LOI)


class ObligationsConfig(AppConfig):
    name = "spaser.web.obligations"

    def ready(self) -> None:
        from spaser.web.editorial.genres import register_genre  # noqa: PLC0415 - apps are ready
        from spaser.web.obligations import indexation  # noqa: PLC0415 - same
        from spaser.web.obligations.faits import FAITS  # noqa: PLC0415 - same
        from spaser.web.obligations.lecture import open_faits  # noqa: PLC0415 - same
        from spaser.web.obligations.textes import OBLIGATIONS  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_genre(OBLIGATIONS)
        register_genre(FAITS)
        register_autour(open_faits)
        register_textes(indexation.OBLIGATIONS)
        register_textes(indexation.FAITS)
        register_entree(_LISTE)
        register_entree(_SOURCES)
        register_pages("obligations", lambda: [PagePubliee(reverse(_LISTE.vue))])
        register_pages("sources", lambda: [PagePubliee(reverse(_SOURCES.vue))])
