"""What the pages of stakeholders share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from spaser.metier.droits import Operation
from spaser.web.acteurs.models import Acteur
from spaser.web.acteurs.selectors import list_acteurs
from spaser.web.organisations.espaces import fil_espace, peut_dans
from spaser.web.organisations.models import Espace


def find_acteur(espace: Espace, pk: int) -> Acteur:
    """Return a stakeholder of the space, or 404."""
    return get_object_or_404(list_acteurs(espace).select_related("modifie_par"), pk=pk)


def make_contexte(
    request: HttpRequest, espace: Espace, *suite: tuple[str, str | None], **reste: object
) -> dict[str, Any]:
    racine = ("Acteurs du territoire", reverse("acteurs:tableau", args=[espace.siren]))
    fil = (racine, *suite) if suite else ((racine[0], None),)
    return {
        "fil": fil_espace(request, espace, *fil),
        "espace": espace,
        "modifier": peut_dans(request, espace, Operation.MODIFIER_ACTEURS),
        **reste,
    }


def link_acteur(acteur: Acteur) -> tuple[str, str]:
    return acteur.nom, acteur.get_absolute_url()
