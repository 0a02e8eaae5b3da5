"""The app `editorial`, for Django."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.regles.droits import Operation
from spaser.site.socle import pages
from spaser.site.socle.traces import register_autour

if TYPE_CHECKING:
    from django.http import HttpRequest


_ENTREES: Final = (
    pages.Entree("Qui peut m’aider", "appuis:liste", 5, pages.Zone.RESSOURCES),
    pages.Entree("Glossaire", "appuis:glossaire", 30, pages.Zone.RESSOURCES),
    pages.Entree("Actualités", "appuis:actualites", 40, pages.Zone.RESSOURCES),
)


def _offer_appuis() -> None:
    from spaser.site.editorial.aides import GENRES
    from spaser.site.editorial.app import SOURCES
    from spaser.site.editorial.genres import register_genre
    from spaser.site.recherche.services import register_textes

    for source in SOURCES:
        register_textes(source)
    for entree in _ENTREES:
        pages.register_entree(entree)
    pages.register_pages("appuis", lambda: [pages.PagePubliee(reverse(e.vue)) for e in _ENTREES])
    for genre in GENRES:
        register_genre(genre)


def _may_read_again(request: HttpRequest) -> bool:
    from spaser.site.organisations.acces import peut

    return request.user.is_authenticated and peut(request, Operation.RELIRE_TEXTE)


_TEXTES: Final = pages.Entree(
    "Textes du site",
    "editorial:accueil",
    ordre=31,
    zone=pages.Zone.EQUIPE,
    icone="fr-icon-edit-line",
    visible=_may_read_again,
)


def _offer_editorial() -> None:
    from spaser.site.editorial.services import open_genres

    register_autour(open_genres)
    pages.register_entree(_TEXTES)


_LISTE: Final = pages.Entree("Obligations des acheteurs", "obligations:liste", 10, pages.Zone.LOI)
_SOURCES: Final = pages.Entree(
    "Textes et chiffres cités", "obligations:sources", 20, pages.Zone.LOI
)


def _offer_obligations() -> None:
    from spaser.site.editorial import app
    from spaser.site.editorial.faits import FAITS
    from spaser.site.editorial.genre_obligation import OBLIGATIONS
    from spaser.site.editorial.genres import register_genre
    from spaser.site.editorial.obligations import open_faits
    from spaser.site.recherche.services import register_textes

    register_genre(OBLIGATIONS)
    register_genre(FAITS)
    register_autour(open_faits)
    register_textes(app.OBLIGATIONS)
    register_textes(app.FAITS)
    pages.register_entree(_LISTE)
    pages.register_entree(_SOURCES)
    pages.register_pages("obligations", lambda: [pages.PagePubliee(reverse(_LISTE.vue))])
    pages.register_pages("sources", lambda: [pages.PagePubliee(reverse(_SOURCES.vue))])


class EditorialConfig(AppConfig):
    name = "spaser.site.editorial"
    verbose_name = "Textes de l’équipe"

    def ready(self) -> None:
        _offer_editorial()
        _offer_obligations()
        _offer_appuis()
