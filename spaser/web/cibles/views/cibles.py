"""« Cibles et valeurs »: all that is followed, in one year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spaser.metier.droits import Operation
from spaser.web.cibles.selectors import read_suivi
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace

TITRE = "Cibles et valeurs"


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def cibles(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show every indicator that is followed: base, last value, target, state."""
    contexte = {
        "fil": fil_espace(request, espace, (TITRE, None)),
        "espace": espace,
        "suivi": read_suivi(espace),
    }
    return render(request, "cibles/cibles.html", contexte)
