"""The app `api`, for Django."""

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.site.socle import pages

_ENTREES: Final = (
    pages.Entree("Données ouvertes", "api:donnees", 50, pages.Zone.RESSOURCES),
    pages.Entree("Interface de programmation", "api:documentation", 60, pages.Zone.RESSOURCES),
)


def _list_pages() -> Iterator[pages.PagePubliee]:
    return (pages.PagePubliee(reverse(entree.vue)) for entree in _ENTREES)


class ApiConfig(AppConfig):
    name = "spaser.site.api"
    verbose_name = "API"

    def ready(self) -> None:
        pages.register_entree(*_ENTREES)
        pages.register_pages("api", _list_pages)
