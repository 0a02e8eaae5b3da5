"""The files that machines look for: security.txt, robots.txt, sitemap.xml."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from spaser.web.config.reglages import read_reglage
from spaser.web.socle.plan import list_pages

if TYPE_CHECKING:
    from django.http import HttpRequest

_TEXTE: Final = "text/plain; charset=utf-8"
# What asks who is there: an engine would only find the door.
_FERMES: Final = (
    "/compte/",
    "/espace/",
    "/obligations/textes/",
    "/organisations/",
    "/registre/depots/",
    "/registre/moderation/",
)


def securite(request: HttpRequest) -> HttpResponse:
    """Say where to report a vulnerability (RFC 9116)."""
    lignes = [
        f"Contact: {_find_contact()}",
        f"Expires: {read_expiration().isoformat()}T00:00:00Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.ADRESSE}{reverse('portail:securite')}",
    ]
    return HttpResponse("\n".join(lignes) + "\n", content_type=_TEXTE)


def read_expiration() -> date:
    """Return the day when the security contact expires; 404 on a date that cannot be read."""
    try:
        return date.fromisoformat(read_reglage("SPASER_SECURITE_EXPIRE"))
    except ValueError:
        raise Http404 from None


def _find_contact() -> str:
    """Return the operator's contact for security, else any contact, else the legal page."""
    if contact := read_reglage("SPASER_SECURITE_CONTACT"):
        return contact
    if courriel := read_reglage("SPASER_CONTACT"):
        return f"mailto:{courriel}"
    return f"{settings.ADRESSE}{reverse('portail:mentions')}#faille"


def robots(request: HttpRequest) -> HttpResponse:
    """Let engines read the public pages; a demonstration is left out of them."""
    if settings.DEMONSTRATION:
        return HttpResponse("User-agent: *\nDisallow: /\n", content_type=_TEXTE)
    lignes = [
        "User-agent: *",
        *(f"Disallow: {chemin}" for chemin in _FERMES),
        f"Sitemap: {settings.ADRESSE}{reverse('portail:plan_xml')}",
    ]
    return HttpResponse("\n".join(lignes) + "\n", content_type=_TEXTE)


def plan_xml(request: HttpRequest) -> HttpResponse:
    """List the public pages for search engines."""
    contexte = {"pages": list_pages(), "racine": settings.ADRESSE}
    return render(request, "portail/sitemap.xml", contexte, content_type="application/xml")
