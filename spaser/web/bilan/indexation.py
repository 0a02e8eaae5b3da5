"""The editions that the search finds, and where buyers stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.documents.bilan_edition import name_bilan, tell_periode
from spaser.web.bilan.selectors import read_editions
from spaser.web.bilan.textes import EDITIONS
from spaser.web.recherche.textes import SourceTextes, TexteCherchable, gather


def list_textes(jour: date) -> Iterator[TexteCherchable]:
    for edition in read_editions(jour):
        yield TexteCherchable(
            code=edition.code,
            titre=name_bilan(edition),
            adresse=reverse("bilan:edition", args=[edition.code]),
            resume=edition.resume,
            corps=gather(edition, "titre", "resume"),
            mots_cles=f"{tell_periode(edition)} programme Mission SPASER webinaires ateliers",
        )
    yield TexteCherchable(
        code="acheteurs-etapes",
        titre="Où en sont les acheteurs",
        adresse=reverse("bilan:acheteurs"),
        resume="Combien d’acheteurs sont à chaque jalon, par région et par nature.",
        mots_cles="avancement jalon étape parcours statistiques",
    )


SOURCE: Final = SourceTextes(
    "bilan", "Éditions et bilans", list_textes, rang=35, poids=0.8, generations=(EDITIONS.code,)
)
