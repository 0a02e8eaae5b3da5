"""The app `politiques`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class PolitiquesConfig(AppConfig):
    name = "spaser.web.politiques"
    verbose_name = "Politiques et plans"

    def ready(self) -> None:
        from spaser.web.politiques.indexation import SOURCE  # noqa: PLC0415 - models are ready
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_entree(Entree("Plans et schémas", "politiques:catalogue", 14, Zone.METHODE))
        register_pages("politiques", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.metier.politiques import load_plans  # noqa: PLC0415 - read on demand

    yield PagePubliee(reverse("politiques:catalogue"))
    for plan in load_plans():
        yield PagePubliee(reverse("politiques:plan", args=[plan.code]))
