"""Pages of the whole site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from spaser.web.portail.selectors import (
    list_premiers_pas,
    list_rubriques,
    list_tuiles,
    read_audit,
    read_exploitant,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def page_accueil(request: HttpRequest) -> HttpResponse:
    """Show the home page."""
    contexte = {"actes": list_premiers_pas(), "chiffres": list_tuiles()}
    return render(request, "portail/accueil.html", contexte)


def plan_du_site(request: HttpRequest) -> HttpResponse:
    """List the pages of the site that this visitor may open."""
    contexte = {"rubriques": list_rubriques(request)}
    return _show(request, "portail/plan.html", "Plan du site", contexte)


def mentions_legales(request: HttpRequest) -> HttpResponse:
    """Say who runs the site."""
    contexte = {"exploitant": read_exploitant()}
    return _show(request, "portail/mentions.html", "Mentions légales", contexte)


def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    """Say what the site knows of people, why and for how long."""
    contexte = {"exploitant": read_exploitant()}
    return _show(
        request, "portail/donnees_personnelles.html", "Données personnelles et cookies", contexte
    )


def conditions(request: HttpRequest) -> HttpResponse:
    """Give the terms of use."""
    contexte = {"exploitant": read_exploitant()}
    return _show(request, "portail/conditions.html", "Conditions d’utilisation", contexte)


def accessibilite(request: HttpRequest) -> HttpResponse:
    """Give the accessibility statement."""
    contexte = {"exploitant": read_exploitant(), "resultats": read_audit()}
    return _show(request, "portail/accessibilite.html", "Accessibilité", contexte)


def _show(request: HttpRequest, gabarit: str, titre: str, contexte: dict[str, Any]) -> HttpResponse:
    return render(request, gabarit, contexte | {"titre": titre, "fil": [(titre, None)]})
