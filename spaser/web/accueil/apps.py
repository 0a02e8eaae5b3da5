"""The app `accueil`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.conf import settings

from spaser.web.socle.menu import Entree, register_entree

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccueilConfig(AppConfig):
    name = "spaser.web.accueil"
    verbose_name = "Accueil de l’espace"

    def ready(self) -> None:
        register_entree(Entree("Mon espace", "accueil:espaces", 60, visible=_is_entered))
        register_entree(
            Entree("Espace de démonstration", "accueil:demonstration", 55, visible=_is_visitable)
        )


def _is_entered(request: HttpRequest) -> bool:
    """Say whether to show « Mon espace »: a visitor of the demonstration has none."""
    return not _is_visitable(request)


def _is_visitable(request: HttpRequest) -> bool:
    return bool(settings.ESPACE_VISITABLE) and not request.user.is_authenticated
