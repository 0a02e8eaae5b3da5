"""The map and the key figures."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.web.registre.carte.dessin import draw_carte
from spaser.web.registre.selectors.chiffres import read_chiffres

_NIVEAUX: Final = {"region": "Par région", "departement": "Par département"}


@require_safe
def carte(request: HttpRequest) -> HttpResponse:
    """Show where the schemes are, on a map and in its table."""
    niveau = request.GET.get("niveau", "")
    niveau = niveau if niveau in _NIVEAUX else "region"
    contexte = {
        "fil": [("Registre", reverse("registre:liste")), ("Carte", None)],
        "niveaux": [(nom, libelle, nom == niveau) for nom, libelle in _NIVEAUX.items()],
        "carte": draw_carte(niveau, timezone.localdate()),
    }
    return render(request, "registre/carte.html", contexte)


@require_safe
def chiffres(request: HttpRequest) -> HttpResponse:
    """Show the key figures; each opens the list it counts."""
    contexte = {
        "fil": [("Registre", reverse("registre:liste")), ("Chiffres clés", None)],
        "chiffres": read_chiffres(timezone.localdate()),
    }
    return render(request, "registre/chiffres.html", contexte)
