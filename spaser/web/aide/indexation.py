"""The passages of the guide that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from spaser.web.aide.guide import load_guide
from spaser.web.recherche.textes import SourceTextes, TexteCherchable

NOM: Final = "aide"


def list_textes(_jour: date) -> Iterator[TexteCherchable]:
    """Return each section of each page; a page is shown once, at the section that answers best."""
    for page in load_guide().values():
        for section in page.sections:
            ancre = f"#{section.ancre}" if section.ancre else ""
            yield TexteCherchable(
                code=f"{page.code}{ancre}",
                titre=f"{page.titre} : {section.titre}" if section.titre else page.titre,
                adresse=f"{page.adresse}{ancre}",
                corps=section.texte,
                mots_cles=page.code,
                page=page.adresse,
            )


SOURCE: Final = SourceTextes(NOM, "Aide sur l’utilisation du site", list_textes, rang=90, poids=0.7)
