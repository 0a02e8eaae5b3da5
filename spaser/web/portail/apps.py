"""The app `portail`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTREES: Final = (
    Entree("Schémas et guides à lire", "portail:ressources", 10, Zone.RESSOURCES),
    Entree("À propos", "portail:a_propos", 5, Zone.PIED),
    Entree("Contact", "portail:contact", 30, Zone.PIED),
    Entree("Plan du site", "portail:plan", 0, Zone.LEGAL),
    Entree("Accessibilité\u00a0: non conforme", "portail:accessibilite", 10, Zone.LEGAL),
    Entree("Mentions légales", "portail:mentions", 20, Zone.LEGAL),
    Entree("Données personnelles", "portail:donnees_personnelles", 30, Zone.LEGAL),
    Entree("Conditions d’utilisation", "portail:conditions", 40, Zone.LEGAL),
)


class PortailConfig(AppConfig):
    name = "spaser.web.portail"

    def ready(self) -> None:
        from spaser.web.editorial.genres import register_genre  # noqa: PLC0415 - apps are ready
        from spaser.web.portail import indexation, synonymes  # noqa: PLC0415 - same
        from spaser.web.recherche.textes import (  # noqa: PLC0415 - same
            register_synonymes,
            register_textes,
        )

        register_textes(indexation.PAGES)
        register_textes(indexation.RESSOURCES)
        register_genre(synonymes.SYNONYMES)
        register_synonymes(synonymes.read_synonymes)
        for entree in _ENTREES:
            register_entree(entree)
        register_pages("portail", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    yield PagePubliee(reverse("portail:accueil"))
    yield from (PagePubliee(reverse(entree.vue)) for entree in _ENTREES)
