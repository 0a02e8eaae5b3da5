"""The answers of the FAQ that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.faq.selectors import read_faq
from spaser.web.faq.textes import FAQ
from spaser.web.recherche.textes import SourceTextes, TexteCherchable, gather


def list_textes(jour: date) -> Iterator[TexteCherchable]:
    """Return each answer, then each part of those that answer several questions at once."""
    page = reverse("faq:page")
    for reponse in read_faq(jour):
        adresse = f"{page}#{reponse.code}"
        yield TexteCherchable(
            code=reponse.code,
            titre=reponse.titre,
            adresse=adresse,
            resume=reponse.court,
            corps=gather(reponse, "titre", "court", "volets"),
            mots_cles=reponse.code.replace("-", " "),
            page=adresse,
        )
        for volet in reponse.volets:
            yield TexteCherchable(
                code=volet.code,
                titre=volet.titre,
                adresse=f"{page}#{volet.code}",
                corps=volet.texte,
                mots_cles=f"{reponse.code} {volet.code}".replace("-", " "),
                page=adresse,
            )


SOURCE: Final = SourceTextes(
    "faq", "Foire aux questions", list_textes, rang=10, poids=1.1, generations=(FAQ.code,)
)
