"""The parcours, on one page."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from spaser.metier.questionnaires.modele import Moment
from spaser.web.agenda.selectors import list_prochains
from spaser.web.editorial.selectors import find_mise_a_jour
from spaser.web.espace.tiroirs import find_espace_sien
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.parcours.selectors import read_etapes
from spaser.web.questionnaires.selectors import list_ouverts

TITRE: Final = "Parcours"


@ouverte_a_tous
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    espace = find_espace_sien(request.user)
    etapes = read_etapes(timezone.localdate(), espace)
    contexte: dict[str, Any] = {
        "fil": [(TITRE, None)],
        "etapes": etapes,
        "espace": espace,
        "mise_a_jour": find_mise_a_jour(tuple(lue.etape for lue in etapes)),
        "prochains": list_prochains(timezone.now()),
        "questionnaires": list_ouverts(timezone.localdate(), Moment.PARCOURS),
    }
    return render(request, "parcours/page.html", contexte)
