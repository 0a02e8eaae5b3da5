"""The mails of a demonstration, read on this machine: nothing leaves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render

from spaser.web.socle.depot_courriels import find_courriel, list_courriels
from spaser.web.socle.provenance import is_local

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def show_courriels(request: HttpRequest) -> HttpResponse:
    """List the latest mails."""
    _check_offered(request)
    return render(request, "socle/demo/courriels.html", {"courriels": list_courriels()})


def show_courriel(request: HttpRequest, numero: str) -> HttpResponse:
    """Show one mail."""
    _check_offered(request)
    courriel = find_courriel(numero)
    if courriel is None:
        raise Http404("Ce courriel n’est pas dans le dossier.")
    return render(request, "socle/demo/courriel.html", {"courriel": courriel})


def _check_offered(request: HttpRequest) -> None:
    """Answer « not found » outside a demonstration, and to other machines."""
    if not settings.DEMONSTRATION or not is_local(request):
        raise Http404("Cette page n’existe qu’en démonstration.")
