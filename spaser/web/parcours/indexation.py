"""The steps of the parcours that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.parcours.selectors import read_parcours
from spaser.web.parcours.textes import PARCOURS
from spaser.web.recherche.textes import SourceTextes, Texte


def list_textes(jour: date) -> Iterator[Texte]:
    """Return each step."""
    page = reverse("parcours:page")
    for etape in read_parcours(jour):
        yield Texte(
            code=etape.code,
            titre=f"Étape du parcours\u00a0: {etape.titre}",
            adresse=f"{page}#{etape.code}",
            resume=etape.court,
            corps=f"{etape.duree} {etape.que_faire} {etape.exemple_nom} {etape.exemple}",
            mots_cles="parcours étape par où commencer",
        )


SOURCE: Final = SourceTextes(
    "parcours", "Parcours", list_textes, rang=5, poids=0.95, generations=(PARCOURS.code,)
)
