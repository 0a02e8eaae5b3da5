"""The team's link in the page's header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaser.metier.droits import Operation
from spaser.web.organisations.acces import peut
from spaser.web.socle.menu import Entree, Zone, register_entree

if TYPE_CHECKING:
    from django.http import HttpRequest


def register() -> None:
    """Add the link to the queue, for those who may open it."""
    register_entree(
        Entree(
            "Modération",
            "registre:moderation",
            ordre=30,
            zone=Zone.OUTILS,
            icone="fr-icon-todo-line",
            visible=_may_moderate,
        )
    )


def _may_moderate(request: HttpRequest) -> bool:
    return request.user.is_authenticated and peut(request, Operation.MODERER_DEPOT)
