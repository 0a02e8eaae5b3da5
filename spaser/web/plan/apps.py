"""The app `plan`."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.socle.menu import Entree, PagePubliee, Zone, register_entree, register_pages


class PlanConfig(AppConfig):
    name = "spaser.web.plan"
    verbose_name = "Plan d’actions"

    def ready(self) -> None:
        from spaser.web.plan.indexation import SOURCE  # noqa: PLC0415 - models are ready
        from spaser.web.recherche.textes import register_textes  # noqa: PLC0415 - same

        register_textes(SOURCE)
        register_entree(Entree("Bibliothèque d’actions", "plan:actions", 17, Zone.METHODE))
        register_pages("plan", _list_pages)


def _list_pages() -> Iterator[PagePubliee]:
    from spaser.metier.actions import load_actions  # noqa: PLC0415 - on demand

    yield PagePubliee(reverse("plan:actions"))
    for action in load_actions().actions:
        yield PagePubliee(reverse("plan:action_type", args=[action.code]))
