"""The practical sheets that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.fiches.selectors import read_fiches
from spaser.web.fiches.textes import FICHES
from spaser.web.recherche.textes import SourceTextes, Texte


def list_textes(jour: date) -> Iterator[Texte]:
    """Return each sheet, with its headings among the words that name it."""
    for fiche in read_fiches(jour):
        yield Texte(
            code=fiche.code,
            titre=fiche.titre,
            adresse=reverse("fiches:fiche", args=[fiche.code]),
            resume=fiche.resume,
            corps=" ".join(fiche.textes),
            mots_cles=" ".join(["fiche", *(partie.titre for partie in fiche.parties)]),
        )


SOURCE: Final = SourceTextes(
    "fiches", "Fiches pratiques", list_textes, rang=20, generations=(FICHES.code,)
)
