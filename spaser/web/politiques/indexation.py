"""The plans of the catalogue that the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.urls import reverse

from spaser.metier.politiques import load_plans
from spaser.web.recherche.textes import SourceTextes, TexteCherchable


def list_textes(_jour: date) -> Iterator[TexteCherchable]:
    """Return each plan: what it is, who must have it, what a buyer looks for in it."""
    for plan in load_plans():
        qui = plan.obligation.qui if plan.obligation else ""
        yield TexteCherchable(
            code=plan.code,
            titre=f"{plan.nom} ({plan.sigle})" if plan.sigle else plan.nom,
            adresse=reverse("politiques:plan", args=[plan.code]),
            resume=plan.resume,
            corps=" ".join([qui, *plan.a_chercher]),
            mots_cles=f"plan politique {' '.join(t.libelle for t in plan.sous_themes)}",
        )


SOURCE: Final = SourceTextes(
    "politiques", "Plans et politiques à relier", list_textes, rang=70, poids=0.8
)
