"""The app `diagnostic`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_ENTREE: Final = Entree("Autodiagnostic", "diagnostic:accueil", 6, Zone.METHODE)


class DiagnosticConfig(AppConfig):
    name = "spaser.web.diagnostic"
    verbose_name = "Autodiagnostic"

    def ready(self) -> None:
        register_entree(_ENTREE)
        register_pages("diagnostic", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    yield PagePubliee(reverse(_ENTREE.vue))
    yield PagePubliee(reverse("diagnostic:papier"))
