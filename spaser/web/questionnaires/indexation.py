"""The questionnaires that the search finds: open to anybody, or with public results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.web.questionnaires.selectors import list_ouverts, list_publics
from spaser.web.recherche.textes import SourceTextes, TexteCherchable

GENERATION: Final = "questionnaires"
_MOTS: Final = "questionnaire avis satisfaction"


def list_textes(jour: date) -> Iterator[TexteCherchable]:
    for questionnaire in list_ouverts(jour):
        yield TexteCherchable(
            code=questionnaire.code,
            titre=questionnaire.titre,
            adresse=questionnaire.get_absolute_url(),
            resume=questionnaire.presentation,
            mots_cles=f"{_MOTS} répondre donner",
        )
    for questionnaire in list_publics(jour):
        yield TexteCherchable(
            code=f"resultats-{questionnaire.code}",
            titre=f"Résultats\u00a0: {questionnaire.titre}",
            adresse=reverse("questionnaires:resultats", args=[questionnaire.code]),
            resume=questionnaire.presentation,
            mots_cles=f"{_MOTS} résultats",
        )


SOURCE: Final = SourceTextes(
    "questionnaires", "Questionnaires", list_textes, rang=80, poids=0.8, generations=(GENERATION,)
)
