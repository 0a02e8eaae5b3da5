"""« Mon schéma »: the outline."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spaser.metier.droits import Operation
from spaser.web.organisations.espaces import exige_espace, fil_espace
from spaser.web.organisations.models import Espace
from spaser.web.redaction.selectors import read_schema


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def schema(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show the outline, each heading with how far it is."""
    contexte = {
        "fil": fil_espace(request, espace, ("Mon schéma", None)),
        "espace": espace,
        "schema": read_schema(espace),
    }
    return render(request, "redaction/schema.html", contexte)
