"""The app `acheteurs`, for Django."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import AppConfig
from django.conf import settings
from django.urls import reverse

from spaser.regles.droits import Operation
from spaser.site.socle import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest


def _offer_accueil() -> None:
    pages.register_entree(pages.Entree("Mon espace", "accueil:espaces", 60, visible=_is_entered))
    pages.register_entree(
        pages.Entree("Espace de démonstration", "accueil:demonstration", 55, visible=_is_visitable)
    )


def _is_entered(request: HttpRequest) -> bool:
    """Say whether to show « Mon espace »: a visitor of the demonstration has none."""
    return not _is_visitable(request)


def _is_visitable(request: HttpRequest) -> bool:
    return bool(settings.ESPACE_VISITABLE) and not request.user.is_authenticated


_RECHERCHE: Final = pages.Entree("Trouver un acheteur", "acheteurs:recherche", 10)


def _offer_acheteurs() -> None:
    from spaser.site.organisations.acces import allow

    pages.register_entree(_RECHERCHE)
    pages.register_entree(
        pages.Entree(
            "Remarques",
            "acheteurs:remarques",
            ordre=32,
            zone=pages.Zone.EQUIPE,
            icone="fr-icon-feedback-line",
            visible=allow(Operation.MODERER_DEPOT),
        )
    )
    pages.register_pages("acheteurs", lambda: [pages.PagePubliee(reverse(_RECHERCHE.vue))])


_SOMMAIRE: Final = pages.Entree(
    "Outils en libre accès", "libre_acces:sommaire", 2, pages.Zone.METHODE
)
_OUTILS: Final = ("acteurs", "grille", "politiques")


def _offer_libre_acces() -> None:
    pages.register_entree(_SOMMAIRE)
    pages.register_pages("libre_acces", _list_pages)


def _list_pages() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse(_SOMMAIRE.vue))
    yield from (pages.PagePubliee(reverse(f"libre_acces:{outil}")) for outil in _OUTILS)


class AcheteursConfig(AppConfig):
    name = "spaser.site.acheteurs"
    verbose_name = "Acheteurs"

    def ready(self) -> None:
        _offer_accueil()
        _offer_libre_acces()
        _offer_acheteurs()
