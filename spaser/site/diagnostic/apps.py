"""The app `diagnostic`, for Django."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle import pages

_ENTREE: Final = pages.Entree("Autodiagnostic", "diagnostic:accueil", 6, pages.Zone.METHODE)


def _offer_diagnostic() -> None:
    pages.register_entree(_ENTREE)
    pages.register_pages("diagnostic", _list_pages_diagnostic)


def _list_pages_diagnostic() -> Iterator[pages.PagePubliee]:
    yield pages.PagePubliee(reverse(_ENTREE.vue))
    yield pages.PagePubliee(reverse("diagnostic:papier"))


def _offer_politiques() -> None:
    from spaser.site.diagnostic.app import SOURCE
    from spaser.site.recherche.services import register_textes

    register_textes(SOURCE)
    pages.register_entree(
        pages.Entree("Plans et schémas", "politiques:catalogue", 14, pages.Zone.METHODE)
    )
    pages.register_pages("politiques", _list_pages_politiques)


def _list_pages_politiques() -> Iterator[pages.PagePubliee]:
    from spaser.regles.politiques import load_plans

    yield pages.PagePubliee(reverse("politiques:catalogue"))
    for plan in load_plans():
        yield pages.PagePubliee(reverse("politiques:plan", args=[plan.code]))


class DiagnosticConfig(AppConfig):
    name = "spaser.site.diagnostic"
    verbose_name = "Diagnostic"

    def ready(self) -> None:
        _offer_diagnostic()
        _offer_politiques()
