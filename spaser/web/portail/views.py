"""Pages of the whole site."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from spaser.web.agenda.selectors import list_prochains
from spaser.web.config.reglages import read_reglage
from spaser.web.portail.ressources import list_ressources, list_schemas
from spaser.web.portail.selectors import (
    PORTES,
    list_rubriques,
    list_tuiles,
    read_audit,
    read_exploitant,
)
from spaser.web.socle.menu import list_pages


def page_accueil(request: HttpRequest) -> HttpResponse:
    contexte = {
        "portes": PORTES,
        "visitable": bool(settings.ESPACE_VISITABLE),
        "chiffres": list_tuiles(),
        "prochains": list_prochains(timezone.now()),
    }
    return render(request, "portail/accueil.html", contexte)


def plan_du_site(request: HttpRequest) -> HttpResponse:
    """List the pages of the site that this visitor may open."""
    contexte = {"rubriques": list_rubriques(request)}
    return _show(request, "portail/plan.html", "Plan du site", contexte)


def a_propos(request: HttpRequest) -> HttpResponse:
    contexte = {"exploitant": read_exploitant()}
    return _show(request, "portail/a_propos.html", "À propos", contexte)


def ressources(request: HttpRequest) -> HttpResponse:
    contexte = {"schemas": list_schemas(), "ressources": list_ressources()}
    return _show(request, "portail/ressources.html", "Ressources", contexte)


def mentions_legales(request: HttpRequest) -> HttpResponse:
    contexte = {"exploitant": read_exploitant()}
    return _show(request, "portail/mentions.html", "Mentions légales", contexte)


def contact(request: HttpRequest) -> HttpResponse:
    return _show(request, "portail/contact.html", "Contact", {"exploitant": read_exploitant()})


def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    contexte = {"exploitant": read_exploitant(), "annuaire": bool(settings.ANNUAIRE)}
    return _show(
        request, "portail/donnees_personnelles.html", "Données personnelles et cookies", contexte
    )


def conditions(request: HttpRequest) -> HttpResponse:
    contexte = {"exploitant": read_exploitant()}
    return _show(request, "portail/conditions.html", "Conditions d’utilisation", contexte)


def accessibilite(request: HttpRequest) -> HttpResponse:
    contexte = {
        "exploitant": read_exploitant(),
        "resultats": read_audit(),
        "adresse": settings.ADRESSE,
    }
    return _show(request, "portail/accessibilite.html", "Accessibilité", contexte)


def _show(request: HttpRequest, gabarit: str, titre: str, contexte: dict[str, Any]) -> HttpResponse:
    return render(request, gabarit, contexte | {"titre": titre, "fil": [(titre, None)]})


# What machines look for: security.txt, robots.txt, sitemap.xml.

_TEXTE: Final = "text/plain; charset=utf-8"
# Pages that ask to sign in: search engines would only find the form.
_FERMES: Final = (
    "/compte/",
    "/espace/",
    "/editorial/",
    "/faq/questions/",
    "/obligations/a-relire/",
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
    contexte = {"pages": list_pages(), "racine": settings.ADRESSE}
    return render(request, "portail/sitemap.xml", contexte, content_type="application/xml")
