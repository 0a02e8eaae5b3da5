"""The catalogue of plans: public pages."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.metier.indicateurs import load_bibliotheque
from spaser.metier.politiques import find_plan, load_plans
from spaser.web.organisations.acces import ouverte_a_tous

_TITRE = "Plans et schémas"


@ouverte_a_tous
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    plans = load_plans()
    contexte = {
        "fil": [(_TITRE, None)],
        "rubriques": [(r, list(g)) for r, g in groupby(plans, key=lambda plan: plan.rubrique)],
        "nombre": len(plans),
    }
    return render(request, "politiques/catalogue.html", contexte)


@ouverte_a_tous
@require_safe
def plan(request: HttpRequest, code: str) -> HttpResponse:
    trouve = find_plan(code)
    if trouve is None:
        raise Http404
    bibliotheque = load_bibliotheque()
    contexte = {
        "fil": [(_TITRE, reverse("politiques:catalogue")), (trouve.nom_court, None)],
        "plan": trouve,
        "indicateurs": [bibliotheque.find(indicateur) for indicateur in trouve.indicateurs],
    }
    return render(request, "politiques/plan.html", contexte)
