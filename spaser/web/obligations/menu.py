"""The team's link in the page's header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaser.metier.droits import Operation
from spaser.web.organisations.acces import peut
from spaser.web.socle.menu import Entree, Zone, register_entree

if TYPE_CHECKING:
    from django.http import HttpRequest


def register() -> None:
    """Add the link to the texts of duties, for those who may read them again."""
    register_entree(
        Entree(
            "Obligations",
            "obligations:textes",
            ordre=31,
            zone=Zone.OUTILS,
            icone="fr-icon-scales-3-line",
            visible=_may_read,
        )
    )


def _may_read(request: HttpRequest) -> bool:
    return request.user.is_authenticated and peut(request, Operation.RELIRE_OBLIGATION)
