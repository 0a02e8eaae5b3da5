"""The families of purchases and their sentences that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.considerations.genre import FAMILLES
from spaser.web.considerations.selectors import read_considerations
from spaser.web.recherche.textes import SourceTextes, Texte


def list_textes(jour: date) -> Iterator[Texte]:
    """Return each family, with all that its sentences say."""
    for famille in read_considerations(jour):
        lignes = famille.leviers
        yield Texte(
            code=famille.code,
            titre=f"Considérations\u00a0: {famille.titre}",
            adresse=reverse("considerations:famille", args=[famille.code]),
            resume=famille.resume,
            corps=" ".join(
                mot
                for ligne in lignes
                for mot in (ligne.phrase, ligne.pourquoi, ligne.preuve, ligne.piege)
            ),
            mots_cles=" ".join(
                ["clause critère CCTP CCAP", famille.objet, *(ligne.titre for ligne in lignes)]
            ),
        )


SOURCE: Final = SourceTextes(
    "considerations",
    "Considérations à écrire",
    list_textes,
    rang=30,
    generations=(FAMILLES.code,),
)
