"""The duties of buyers and the texts cited that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.faits.lecture import load_faits
from spaser.web.obligations import textes
from spaser.web.obligations.faits import FAITS as TEXTES_LUS
from spaser.web.obligations.faits import SUJETS
from spaser.web.obligations.selectors import read_obligations
from spaser.web.recherche.textes import SourceTextes, TexteCherchable


def list_obligations(jour: date) -> Iterator[TexteCherchable]:
    liste = reverse("obligations:liste")
    for obligation in read_obligations(jour):
        yield TexteCherchable(
            code=obligation.code,
            titre=obligation.titre,
            adresse=f"{liste}#{obligation.code}",
            resume=obligation.resume,
            corps=" ".join([obligation.qui, *obligation.a_faire]),
            mots_cles=" ".join(
                [
                    "obligation",
                    "loi",
                    obligation.theme.libelle,
                    *(s.libelle for s in obligation.sources),
                ]
            ),
        )


def list_faits(_jour: date) -> Iterator[TexteCherchable]:
    for fait in load_faits().values():
        yield TexteCherchable(
            code=fait.code,
            titre=fait.texte,
            adresse=reverse("obligations:source", args=[fait.code]),
            resume=fait.enonce,
            corps=" ".join(fait.points.values()),
            mots_cles=f"{fait.code.replace('-', ' ')} {SUJETS[fait.sujet]}",
        )


OBLIGATIONS: Final = SourceTextes(
    "obligations",
    "Ce que dit la loi",
    list_obligations,
    rang=40,
    poids=0.95,
    generations=(textes.OBLIGATIONS.code, TEXTES_LUS.code),
)
FAITS: Final = SourceTextes(
    "faits",
    "Textes et chiffres cités",
    list_faits,
    rang=80,
    poids=0.6,
    generations=(TEXTES_LUS.code,),
)
