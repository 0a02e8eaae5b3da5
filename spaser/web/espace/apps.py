"""The app `espace`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.urls import reverse

from spaser.web.commun.outils import Module, register_module
from spaser.web.espace.raisons import register_raisons
from spaser.web.socle.menu import Entree, register_entree
from spaser.web.socle.plan import PagePubliee, register_pages

_CONCERNE: Final = Entree("Suis-je concerné ?", "espace:concerne", 5)


class EspaceConfig(AppConfig):
    """Names the app for Django, and adds its pages to the menus and to the plan."""

    name = "spaser.web.espace"

    def ready(self) -> None:
        """Register what the floors below offer to list."""
        from spaser.web.espace.perimetre.selectors import (  # noqa: PLC0415 - models are ready
            PERIMETRE,
            read_avancement,
        )
        from spaser.web.espace.propositions.module import MODULE  # noqa: PLC0415 - same
        from spaser.web.espace.propositions.selectors import list_raisons  # noqa: PLC0415 - same

        register_entree(_CONCERNE)
        register_module(
            Module(
                PERIMETRE,
                "Périmètre",
                "Six questions, une fois : budgets annexes, organismes liés, concessions, "
                "groupements, centrales d’achat.",
                "espace:perimetre",
                5,
                read_avancement,
                "Chaque chiffre dit alors ce qu’il comprend et ce qui lui manque.",
                ("marches", "depenses"),
            )
        )
        register_pages("espace", _list_pages)
        register_module(MODULE)
        register_raisons("propositions", list_raisons)


def _list_pages() -> Iterator[PagePubliee]:
    return iter((PagePubliee(reverse(_CONCERNE.vue)),))
