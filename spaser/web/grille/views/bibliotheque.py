"""The library of indicators: public pages."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from spaser.documents.vue_bilan import DE_LA_LOI, name_statut
from spaser.metier.indicateurs import load_bibliotheque, search_indicateurs
from spaser.metier.politiques import list_plans_de
from spaser.web.grille.forms.bibliotheque import FormRecherche
from spaser.web.organisations.acces import ouverte_a_tous

_TITRE = "Bibliothèque d’indicateurs"


@ouverte_a_tous
@require_safe
def indicateurs(request: HttpRequest) -> HttpResponse:
    form = FormRecherche(request.GET)
    form.full_clean()
    bibliotheque = load_bibliotheque()
    trouves = search_indicateurs(bibliotheque.indicateurs, form.read())
    contexte = {
        "fil": [(_TITRE, None)],
        "form": form,
        "rubriques": [(r, list(g)) for r, g in groupby(trouves, key=lambda f: f.rubrique)],
        "nombre": len(trouves),
        "total": len(bibliotheque.indicateurs),
        "filtree": any(form.cleaned_data.values()),
    }
    return render(request, "grille/bibliotheque.html", contexte)


@ouverte_a_tous
@require_safe
def indicateur(request: HttpRequest, code: str) -> HttpResponse:
    bibliotheque = load_bibliotheque()
    fiche = bibliotheque.find(code)
    if fiche is None:
        raise Http404
    contexte = {
        "fil": [(_TITRE, reverse("grille:indicateurs")), (code, None)],
        "fiche": fiche,
        "statut": name_statut(fiche.code, fiche.statut),
        "de_la_loi": fiche.code in DE_LA_LOI,  # its standing names the article
        "sources": bibliotheque.list_sources(fiche),
        "plans": list_plans_de(code),
    }
    return render(request, "grille/indicateur.html", contexte)
