"""Application `redaction`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class RedactionConfig(AppConfig):
    """The scheme that a space writes; adds its public page to the menu and to the plan."""

    name = "spaser.web.redaction"
    verbose_name = "Schéma en rédaction"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        register_entree(Entree("Un SPASER disséqué", "redaction:disseque", 10, Zone.METHODE))
        register_pages("redaction", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    yield PagePubliee(reverse("redaction:disseque"))
