"""The app `acheteurs`, for Django."""

from typing import Final

from django.apps import AppConfig
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from spaser.regles.droits import Operation
from spaser.site.socle import pages

_LIBRES: Final = ("sommaire", "acteurs", "grille", "politiques")


class AcheteursConfig(AppConfig):
    name = "spaser.site.acheteurs"
    verbose_name = "Acheteurs"

    def ready(self) -> None:
        from spaser.site.organisations.acces import allow

        pages.register_entree(
            pages.Entree("Mon espace", "accueil:espaces", 60, visible=_is_entered),
            pages.Entree(
                "Espace de démonstration", "accueil:demonstration", 55, visible=_is_visitable
            ),
            pages.Entree("Outils en libre accès", "libre_acces:sommaire", 2, pages.Zone.METHODE),
            pages.Entree("Trouver un acheteur", "acheteurs:recherche", 10),
            pages.Entree(
                "Remarques",
                "acheteurs:remarques",
                ordre=32,
                zone=pages.Zone.EQUIPE,
                icone="fr-icon-feedback-line",
                visible=allow(Operation.MODERER_DEPOT),
            ),
        )
        pages.register_pages(
            "libre_acces",
            lambda: [pages.PagePubliee(reverse(f"libre_acces:{vue}")) for vue in _LIBRES],
        )
        pages.register_pages(
            "acheteurs", lambda: [pages.PagePubliee(reverse("acheteurs:recherche"))]
        )


def _is_entered(request: HttpRequest) -> bool:
    """Say whether to show « Mon espace »: a visitor of the demonstration has none."""
    return not _is_visitable(request)


def _is_visitable(request: HttpRequest) -> bool:
    return bool(settings.ESPACE_VISITABLE) and not request.user.is_authenticated
