"""The app `api`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_ENTREES: Final = (
    Entree("Données ouvertes", "api:donnees", 50, Zone.RESSOURCES),
    Entree("Interface de programmation", "api:documentation", 60, Zone.RESSOURCES),
)


class ApiConfig(AppConfig):
    name = "spaser.web.api"

    def ready(self) -> None:
        for entree in _ENTREES:
            register_entree(entree)
        register_pages("api", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    return (PagePubliee(reverse(entree.vue)) for entree in _ENTREES)
