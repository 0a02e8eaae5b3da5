"""The app `chiffres`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class ChiffresConfig(AppConfig):
    name = "spaser.web.chiffres"

    def ready(self) -> None:
        register_entree(Entree("Méthodes de calcul", "chiffres:methodes", 20, Zone.RESSOURCES))
        register_pages("chiffres", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    yield PagePubliee(reverse("chiffres:methodes"))
    yield PagePubliee(reverse("chiffres:loi"))
