"""An action of a plan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.metier.droits import Operation
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.plan.selectors import list_actions


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def action(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    """Show an action."""
    lue = get_object_or_404(list_actions(espace), pk=pk)
    racine = reverse("plan:plan", args=[espace.siren])
    contexte = {
        "fil": fil_espace(request, espace, ("Mon plan", racine), (lue.titre, None)),
        "espace": espace,
        "action": lue,
    }
    return render(request, "plan/action.html", contexte)
