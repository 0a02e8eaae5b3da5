"""The sheets that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.fiches.selectors import read_fiches
from spaser.web.fiches.textes import FICHES
from spaser.web.recherche.textes import SourceTextes, TexteCherchable, gather


def list_textes(jour: date) -> Iterator[TexteCherchable]:
    """Return each sheet, then each of its parts; a sheet is shown once, where it answers best."""
    for fiche in read_fiches(jour):
        adresse = reverse("fiches:fiche", args=[fiche.code])
        yield TexteCherchable(
            code=fiche.code,
            titre=fiche.titre,
            adresse=adresse,
            resume=fiche.resume,
            corps=" ".join(partie.titre for partie in fiche.parties),
            mots_cles=f"fiche {fiche.code.replace('-', ' ')}",
            page=adresse,
        )
        for rang, partie in enumerate(fiche.parties, start=1):
            yield TexteCherchable(
                code=f"{fiche.code}-{rang}",
                titre=f"{fiche.titre} : {partie.titre}",
                adresse=adresse,
                corps=gather(partie, "titre"),
                page=adresse,
            )


SOURCE: Final = SourceTextes(
    "fiches", "Fiches pratiques", list_textes, rang=15, poids=1.05, generations=(FICHES.code,)
)
