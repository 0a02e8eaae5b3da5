"""Where to go after signing in: only ever a page of this site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest

CHAMP_SUIVANT: Final = "next"


def read_suivant(request: HttpRequest) -> str:
    """Return the page asked for after signing in, or nothing if it is not one of ours."""
    return keep_safe(request, request.POST.get(CHAMP_SUIVANT) or request.GET.get(CHAMP_SUIVANT, ""))


def keep_safe(request: HttpRequest, adresse: str) -> str:
    """Return the address if it is a path of this site, else nothing."""
    sure = adresse.startswith("/") and url_has_allowed_host_and_scheme(
        adresse, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return adresse if sure else ""


def choose_suivant(request: HttpRequest, adresse: str = "") -> str:
    """Return where to send someone who has just signed in."""
    return keep_safe(request, adresse) or resolve_url(settings.LOGIN_REDIRECT_URL)


def add_suivant(vue: str, suivant: str) -> str:
    """Return the address of a view that will go on to `suivant`."""
    return reverse(vue) + (f"?{urlencode({CHAMP_SUIVANT: suivant})}" if suivant else "")
