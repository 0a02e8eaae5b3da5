"""The answers that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.faq.selectors import read_faq
from spaser.web.faq.textes import FAQ
from spaser.web.recherche.textes import SourceTextes, Texte


def list_textes(jour: date) -> Iterator[Texte]:
    """Return each answer; a question made of several is found by each of them."""
    page = reverse("faq:page")
    for reponse in read_faq(jour):
        adresse = f"{page}#{reponse.code}"
        yield Texte(
            code=reponse.code,
            titre=reponse.titre,
            adresse=adresse,
            resume=reponse.court,
            corps=f"{reponse.long} {reponse.exemple_nom} {reponse.exemple} {reponse.inconnu}",
            mots_cles=f"question FAQ {reponse.partie.libelle}",
            page=adresse,
        )
        for volet in reponse.volets:
            yield Texte(
                code=volet.code,
                titre=volet.titre,
                adresse=f"{page}#{volet.code}",
                corps=volet.texte,
                mots_cles="question FAQ",
                page=adresse,
            )


SOURCE: Final = SourceTextes(
    "faq", "Foire aux questions", list_textes, rang=10, generations=(FAQ.code,)
)
