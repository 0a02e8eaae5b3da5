"""The plan of a space."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spaser.metier.droits import Operation
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.selectors import list_actions

TITRE = "Mon plan"


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def plan(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show the actions."""
    contexte = {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "espace": espace,
        "actions": list_actions(espace),
    }
    return render(request, "plan/plan.html", contexte)
