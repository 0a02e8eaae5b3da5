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
        register_entree(Entree("Mon espace", "accueil:espaces", 1, visible=_is_signed_in))
        register_entree(
            Entree("Espace de démonstration", "accueil:demonstration", 1, visible=_is_visitable)
        )


def _is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def _is_visitable(request: HttpRequest) -> bool:
    return bool(settings.ESPACE_VISITABLE) and not request.user.is_authenticated
