"""Who helps, the words of the glossary and the news that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.appuis.selectors import read_actualites, read_appuis, read_glossaire
from spaser.web.appuis.textes import ACTUALITES, APPUIS, GLOSSAIRE
from spaser.web.recherche.textes import SourceTextes, Texte


def list_appuis(jour: date) -> Iterator[Texte]:
    """Return each help."""
    page = reverse("appuis:liste")
    for appui in read_appuis(jour):
        yield Texte(
            code=appui.code,
            titre=appui.titre,
            adresse=f"{page}#{appui.code}",
            resume=appui.resume,
            corps=" ".join([appui.demarche, appui.public, *appui.donne, *appui.ne_donne_pas]),
            mots_cles=f"aide contact {appui.sorte.libelle} {appui.porteur}",
        )


def list_termes(jour: date) -> Iterator[Texte]:
    """Return each word of the glossary."""
    page = reverse("appuis:glossaire")
    for terme in read_glossaire(jour):
        yield Texte(
            code=terme.code,
            titre=terme.titre,
            adresse=f"{page}#{terme.code}",
            resume=terme.definition,
            mots_cles=" ".join(["définition", *terme.formes]),
        )


def list_actualites(jour: date) -> Iterator[Texte]:
    """Return the news of a day and before."""
    page = reverse("appuis:actualites")
    for actualite in read_actualites(jour):
        yield Texte(
            code=actualite.code,
            titre=actualite.titre,
            adresse=f"{page}#{actualite.code}",
            corps=actualite.texte,
            mots_cles="actualité",
        )


SOURCES: Final = (
    SourceTextes("aides", "Qui peut m’aider", list_appuis, rang=35, generations=(APPUIS.code,)),
    SourceTextes(
        "glossaire", "Glossaire", list_termes, rang=45, poids=0.9, generations=(GLOSSAIRE.code,)
    ),
    SourceTextes(
        "actualites",
        "Actualités",
        list_actualites,
        rang=90,
        poids=0.6,
        generations=(ACTUALITES.code,),
    ),
)
