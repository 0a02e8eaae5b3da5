"""The account's links in the page's header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spaser.web.socle.menu import Entree, Zone, register_entree

if TYPE_CHECKING:
    from django.http import HttpRequest


def register() -> None:
    """Add the link to one's account."""
    register_entree(
        Entree(
            "Mon compte",
            "comptes:profil",
            ordre=90,
            zone=Zone.OUTILS,
            icone="fr-icon-account-circle-line",
            visible=_is_signed_in,
        )
    )


def _is_signed_in(request: HttpRequest) -> bool:
    return request.user.is_authenticated
