"""What the team reads: how many follow the modules, which questions are missed. Never who."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.metier.droits import Operation
from spaser.web.formation.forms import FormPeriode
from spaser.web.formation.selectors import count_attestations, count_formation
from spaser.web.organisations.acces import exige

TITRE: Final = "Suivi de la formation"


@exige(Operation.RELIRE_TEXTE)
@require_safe
def suivi(request: HttpRequest) -> HttpResponse:
    form = FormPeriode(request.GET or None)
    debut, fin = form.read(timezone.localdate())
    modules, lecons = count_formation(debut, fin)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "titre": TITRE,
        "form": form,
        "debut": debut,
        "fin": fin,
        "modules": modules,
        "lecons": lecons,
        "attestations": count_attestations(debut, fin),
    }
    return render(request, "formation/suivi.html", contexte)
