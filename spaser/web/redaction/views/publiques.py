"""« Un SPASER disséqué »: the outline, as anybody reads it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from spaser.metier.approches import load_approches
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.redaction.selectors import list_exemples


@ouverte_a_tous
@require_safe
def disseque(request: HttpRequest) -> HttpResponse:
    """Say what each part of a scheme holds, with an example of each heading from the register."""
    lues = load_approches()
    exemples = list_exemples()
    contexte = {
        "fil": [("Un SPASER disséqué", None)],
        "parties": [
            (partie, [(rubrique, exemples.get(rubrique.code)) for rubrique in partie.rubriques])
            for partie in lues.trame
        ],
        "nombre": sum(len(partie.rubriques) for partie in lues.trame),
        "source": lues.source,
    }
    return render(request, "redaction/disseque.html", contexte)
