"""The actions of the library that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.metier.actions import load_actions
from spaser.web.recherche.textes import SourceTextes, TexteCherchable


def list_textes(_jour: date) -> Iterator[TexteCherchable]:
    for action in load_actions().actions:
        yield TexteCherchable(
            code=action.code,
            titre=action.titre,
            adresse=reverse("plan:action_type", args=[action.code]),
            resume=action.quoi,
            corps=" ".join(
                [action.pourquoi, *action.etapes, *(exemple.texte for exemple in action.exemples)]
            ),
            mots_cles=f"{action.code} {action.sous_theme.libelle}",
        )


SOURCE: Final = SourceTextes("actions", "Bibliothèque d’actions", list_textes, rang=60, poids=0.8)
