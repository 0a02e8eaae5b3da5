"""The good practices that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.donnees.referentiels.embarques import read_familles
from spaser.web.pratiques.selectors import read_pratiques
from spaser.web.pratiques.textes import PRATIQUES
from spaser.web.recherche.textes import SourceTextes, TexteCherchable


def list_textes(jour: date) -> Iterator[TexteCherchable]:
    noms = read_familles()
    for pratique in read_pratiques(jour):
        familles = (noms.get(code, "") for code in pratique.familles)
        yield TexteCherchable(
            code=pratique.code,
            titre=pratique.titre,
            adresse=reverse("pratiques:fiche", args=[pratique.code]),
            resume=pratique.resultat,
            corps=" ".join([pratique.qui, *pratique.textes]),
            mots_cles=" ".join(["bonne pratique exemple", pratique.axe.libelle, *familles]),
        )


SOURCE: Final = SourceTextes(
    "pratiques", "Bonnes pratiques", list_textes, rang=50, generations=(PRATIQUES.code,)
)
