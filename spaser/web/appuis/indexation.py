"""Who helps, the words of the glossary and the news that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.appuis.selectors import read_actualites, read_appuis, read_glossaire
from spaser.web.appuis.textes import ACTUALITES, APPUIS, GLOSSAIRE
from spaser.web.recherche.textes import SourceTextes, TexteCherchable, gather


def list_appuis(jour: date) -> Iterator[TexteCherchable]:
    page = reverse("appuis:liste")
    yield TexteCherchable(
        code="aides",
        titre="Qui peut m’aider",
        adresse=page,
        resume="Réseaux, guichets verts, facilitateurs, chambres, formations : ce que chacun donne "
        "dans votre région.",
        mots_cles="aide accompagnement appui gratuit réseau contact",
    )
    for appui in read_appuis(jour):
        yield TexteCherchable(
            code=appui.code,
            titre=appui.titre,
            adresse=f"{page}#{appui.code}",
            resume=appui.resume,
            corps=gather(appui, "titre", "resume", "regions", "departements", "acteur"),
            mots_cles=f"aide appui {appui.sorte.libelle} {appui.code.replace('-', ' ')}",
        )


def list_termes(jour: date) -> Iterator[TexteCherchable]:
    page = reverse("appuis:glossaire")
    for terme in read_glossaire(jour):
        yield TexteCherchable(
            code=terme.code,
            titre=terme.titre,
            adresse=f"{page}#{terme.code}",
            resume=terme.definition,
            mots_cles=f"définition {' '.join(terme.formes)}",
        )


def list_actualites(jour: date) -> Iterator[TexteCherchable]:
    page = reverse("appuis:actualites")
    for actualite in read_actualites(jour):
        yield TexteCherchable(
            code=actualite.code,
            titre=actualite.titre,
            adresse=f"{page}#{actualite.code}",
            corps=actualite.texte,
            mots_cles="actualité",
        )


AIDES: Final = SourceTextes(
    "aides", "Qui peut m’aider", list_appuis, rang=25, generations=(APPUIS.code,)
)
TERMES: Final = SourceTextes(
    "glossaire", "Glossaire", list_termes, rang=45, poids=0.95, generations=(GLOSSAIRE.code,)
)
NOUVELLES: Final = SourceTextes(
    "actualites",
    "Actualités",
    list_actualites,
    rang=90,
    poids=0.6,
    generations=(ACTUALITES.code,),
)
SOURCES: Final = (AIDES, TERMES, NOUVELLES)
