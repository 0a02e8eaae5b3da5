"""The links of the page's header that lead here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaser.metier.droits import Operation
from spaser.web.organisations.acces import peut
from spaser.web.socle.menu import Entree, Zone, register_entree

if TYPE_CHECKING:
    from django.http import HttpRequest


def register() -> None:
    """Add the links to one's organisations and to the programme's pages."""
    register_entree(
        Entree(
            "Mes organisations",
            "organisations:mes_organisations",
            ordre=80,
            zone=Zone.OUTILS,
            icone="fr-icon-building-line",
            visible=_is_signed_in,
        )
    )
    register_entree(
        Entree(
            "Équipe du programme",
            "organisations:programme",
            ordre=85,
            zone=Zone.OUTILS,
            icone="fr-icon-team-line",
            visible=_is_of_the_team,
        )
    )


def _is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated


def _is_of_the_team(request: HttpRequest) -> bool:
    return request.user.is_authenticated and peut(request, Operation.VOIR_PROGRAMME)
