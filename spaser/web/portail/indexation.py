"""The pages and tools of the site that the search finds, and what else has no page of its own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import chain
from typing import Final

import msgspec
from django.urls import reverse

from spaser.contenus.lecture import read_contenu
from spaser.web.portail.ressources import list_ressources
from spaser.web.recherche.textes import SourceTextes, TexteCherchable


class PageTrouvable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page without argument: its view, and the words under which people look for it."""

    vue: str
    titre: str
    resume: str
    mots_cles: str


@cache
def load_pages() -> tuple[PageTrouvable, ...]:
    return read_contenu("recherche/pages.json", tuple[PageTrouvable, ...])


def list_pages(_jour: date) -> Iterator[TexteCherchable]:
    for page in load_pages():
        yield TexteCherchable(
            code=page.vue,
            titre=page.titre,
            adresse=reverse(page.vue),
            resume=page.resume,
            mots_cles=page.mots_cles,
        )


def list_guides(_jour: date) -> Iterator[TexteCherchable]:
    adresse = reverse("portail:ressources")
    for ressource in chain.from_iterable(lues for _, lues in list_ressources()):
        yield TexteCherchable(
            code=ressource.titre,
            titre=ressource.titre,
            adresse=adresse,
            resume=ressource.resume,
            mots_cles=f"{ressource.editeur} {ressource.annee or ''}",
            page=f"{adresse}?{ressource.titre}",
        )


PAGES: Final = SourceTextes("pages", "Pages et outils du site", list_pages, rang=30, poids=0.95)
RESSOURCES: Final = SourceTextes(
    "ressources", "Guides et formations à lire", list_guides, rang=75, poids=0.7
)
