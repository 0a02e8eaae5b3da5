"""The app `publication`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class PublicationConfig(AppConfig):
    """What buyers publish every two years; adds its public list to the menu and to the plan."""

    name = "spaser.web.publication"
    verbose_name = "Publication des résultats"

    def ready(self) -> None:
        """Register what the floors below offer to list."""


def _list_pages() -> Iterator[PagePubliee]:
    yield PagePubliee(reverse("publication:liste"))
