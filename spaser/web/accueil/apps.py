"""The app `accueil`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings

from spaser.web.socle.menu import Entree, register_entree

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccueilConfig(AppConfig):
    """Names the app for Django, and adds its pages to the menus of the site."""

    name = "spaser.web.accueil"
    verbose_name = "Accueil de l’espace"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        register_entree(Entree("Mon espace", "accueil:espaces", 60, visible=_is_entered))
        register_entree(
            Entree("Espace de démonstration", "accueil:demonstration", 55, visible=_is_visitable)
        )


def _is_entered(request: HttpRequest) -> bool:
    """One entry or the other: a visitor of the demonstration has no space of her own."""
    return not _is_visitable(request)


def _is_visitable(request: HttpRequest) -> bool:
    return bool(settings.ESPACE_VISITABLE) and not request.user.is_authenticated
