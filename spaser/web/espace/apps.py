"""The app `espace`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.apps import AppConfig
from django.http import HttpRequest
from django.urls import reverse

from spaser.web.socle.menu import Entree, Zone, register_entree
from spaser.web.socle.plan import PagePubliee, register_pages

_ENTREES: Final = (
    Entree("Suis-je concerné ?", "espace:concerne", 5),
    Entree("Obligations des acheteurs", "espace:obligations", 10, Zone.PIED),
)


def _is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


_MON_ESPACE: Final = Entree("Mon espace", "espace:accueil", 1, visible=_is_signed_in)


class EspaceConfig(AppConfig):
    """Names the app for Django, and adds its pages to the menus and to the plan."""

    name = "spaser.web.espace"

    def ready(self) -> None:
        """Register what the floors below offer to list; listen to them."""
        from spaser.web.espace import receveurs  # noqa: F401, PLC0415 - models are ready
        from spaser.web.espace.modules import register_module  # noqa: PLC0415 - same
        from spaser.web.espace.propositions.module import MODULE  # noqa: PLC0415 - same

        for entree in _ENTREES:
            register_entree(entree)
        register_entree(_MON_ESPACE)
        register_pages("espace", _list_pages)
        register_module(MODULE)


def _list_pages() -> Iterator[PagePubliee]:
    return (PagePubliee(reverse(entree.vue)) for entree in _ENTREES)
