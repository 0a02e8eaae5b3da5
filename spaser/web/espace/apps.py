"""The app `espace`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages

_CONCERNE: Final = Entree("Suis-je concerné ?", "espace:concerne", 5, Zone.LOI)


class EspaceConfig(AppConfig):
    name = "spaser.web.espace"

    def ready(self) -> None:
        register_entree(_CONCERNE)
        register_pages("espace", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    return iter((PagePubliee(reverse(_CONCERNE.vue)),))
