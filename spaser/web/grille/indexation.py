"""The indicators of the library that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.metier.indicateurs import load_bibliotheque
from spaser.web.recherche.textes import SourceTextes, TexteCherchable


def list_textes(_jour: date) -> Iterator[TexteCherchable]:
    for fiche in load_bibliotheque().indicateurs:
        yield TexteCherchable(
            code=fiche.code,
            titre=fiche.libelle,
            adresse=reverse("grille:indicateur", args=[fiche.code]),
            resume=fiche.formule,
            corps=f"{fiche.donnees} {fiche.vigilance}",
            mots_cles=f"{fiche.code} indicateur {fiche.sous_theme.libelle}",
        )


SOURCE: Final = SourceTextes(
    "indicateurs", "Bibliothèque d’indicateurs", list_textes, rang=65, poids=0.8
)
