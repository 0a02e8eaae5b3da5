"""What to write in contracts, by family of purchase, that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.considerations.genre import FAMILLES
from spaser.web.considerations.selectors import read_considerations
from spaser.web.recherche.textes import SourceTextes, TexteCherchable, gather


def list_textes(jour: date) -> Iterator[TexteCherchable]:
    yield TexteCherchable(
        code="considerations",
        titre="Clauses et critères à copier",
        adresse=reverse("considerations:liste"),
        resume="Par famille d’achat : des phrases à copier dans un CCTP, un CCAP ou un règlement "
        "de consultation, avec la preuve à demander.",
        mots_cles="clause type phrase à copier considération environnementale sociale critère",
    )
    for famille in read_considerations(jour):
        yield TexteCherchable(
            code=famille.code,
            titre=famille.titre,
            adresse=reverse("considerations:famille", args=[famille.code]),
            resume=famille.resume,
            corps=gather(famille, "titre", "objet", "resume"),
            mots_cles=f"famille d’achat clause critère CCTP CCAP {famille.objet} "
            f"{famille.code.replace('-', ' ')}",
        )


SOURCE: Final = SourceTextes(
    "considerations",
    "Clauses et critères à copier",
    list_textes,
    rang=20,
    poids=1.05,
    generations=(FAMILLES.code,),
)
