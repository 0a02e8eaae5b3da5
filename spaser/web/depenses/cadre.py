"""The context that every page of spend needs: where one is, and what one may do there."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.organisations.espaces import fil_espace, peut_dans
from spaser.web.organisations.models import Espace

TITRE: Final = "Dépenses payées"


def make_cadre(request: HttpRequest, espace: Espace, page: str = "") -> dict[str, Any]:
    racine = (TITRE, reverse("depenses:accueil", args=[espace.siren]) if page else None)
    return {
        "espace": espace,
        "fil": fil_espace(request, espace, racine, *([(page, None)] if page else [])),
        "modifier": peut_dans(request, espace, Operation.MODIFIER_DEPENSES),
        "voir_lignes": peut_dans(request, espace, Operation.VOIR_LIGNES_DEPENSES),
    }
