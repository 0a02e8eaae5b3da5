"""What every page of the site is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from spaser.web.socle.menu import Zone, list_liens_menu

if TYPE_CHECKING:
    from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Give the brand and the menus; computed only if the page is one of ours."""
    return {"site": SimpleLazyObject(lambda: _describe(request))}


def _describe(request: HttpRequest) -> dict[str, Any]:
    neutre = settings.MARQUE != "etat"
    return {
        "accueil": "/",
        "marque": settings.MARQUE,
        "demonstration": settings.DEMONSTRATION,
        "avertissement": neutre or settings.DEMONSTRATION,
        "menu": list_liens_menu(request, Zone.PRINCIPAL),
        "outils": list_liens_menu(request, Zone.OUTILS),
        "pied": list_liens_menu(request, Zone.PIED),
        "legal": list_liens_menu(request, Zone.LEGAL),
    }
