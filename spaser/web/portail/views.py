"""Pages of the whole site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def accueil(request: HttpRequest) -> HttpResponse:
    """Show the home page."""
    return render(request, "portail/accueil.html")
