"""The steps of the parcours that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.parcours.selectors import read_parcours
from spaser.web.parcours.textes import PARCOURS
from spaser.web.recherche.textes import SourceTextes, TexteCherchable, gather


def list_textes(jour: date) -> Iterator[TexteCherchable]:
    page, etapes = reverse("parcours:page"), read_parcours(jour)
    yield TexteCherchable(
        code="parcours-spaser",
        titre="Le parcours SPASER, étape par étape",
        adresse=page,
        resume=f"Quoi faire, combien de temps, avec quel outil : "
        f"{', '.join(etape.titre.lower() for etape in etapes)}.",
        mots_cles="étapes commencer démarche débuter par où commencer",
    )
    for etape in etapes:
        yield TexteCherchable(
            code=etape.code,
            titre=etape.titre,
            adresse=f"{page}#{etape.code}",
            resume=etape.court,
            corps=gather(etape, "titre", "court", "faq", "fiches", "outils"),
            mots_cles="étape parcours",
        )


SOURCE: Final = SourceTextes(
    "parcours", "Parcours", list_textes, rang=5, poids=1.05, generations=(PARCOURS.code,)
)
