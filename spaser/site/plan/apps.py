"""The app `plan`, for Django."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle import pages


def _offer_grille() -> None:
    from spaser.site.plan.app import SOURCE_GRILLE
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE_GRILLE)
    pages.register_entree(
        pages.Entree("Bibliothèque d’indicateurs", "grille:indicateurs", 16, pages.Zone.METHODE)
    )
    pages.register_pages("grille", _list_pages_grille)


def _list_pages_grille() -> Iterator[pages.PagePubliee]:
    from spaser.regles.indicateurs import load_bibliotheque

    yield pages.PagePubliee(reverse("grille:indicateurs"))
    for fiche in load_bibliotheque().indicateurs:
        yield pages.PagePubliee(reverse("grille:indicateur", args=[fiche.code]))


def _offer_plan() -> None:
    from spaser.site.plan.app import SOURCE_PLAN
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE_PLAN)
    pages.register_entree(
        pages.Entree("Bibliothèque d’actions", "plan:actions", 17, pages.Zone.METHODE)
    )
    pages.register_pages("plan", _list_pages_plan)


def _list_pages_plan() -> Iterator[pages.PagePubliee]:
    from spaser.regles.considerations import load_actions

    yield pages.PagePubliee(reverse("plan:actions"))
    for action in load_actions().actions:
        yield pages.PagePubliee(reverse("plan:action_type", args=[action.code]))


class PlanConfig(AppConfig):
    name = "spaser.site.plan"
    verbose_name = "Plan d’actions"

    def ready(self) -> None:
        _offer_grille()
        _offer_plan()
