"""Figures kept: the value of that day, and whether it has changed since."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.metier.perimetre import Origine
from spaser.web.chiffres.figures import find_figure, has_changed, is_known, read_gardee
from spaser.web.chiffres.selectors import list_references, read_annee
from spaser.web.chiffres.services import keep_reference
from spaser.web.chiffres.source import read_origine
from spaser.web.chiffres.views.indicateurs import fil_indicateurs
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace


@exige_espace(Operation.GARDER_REFERENCE)
@require_POST
def garder(request: RequeteConnectee, espace: Espace, code: str) -> HttpResponse:
    origine = read_origine(request.POST)
    if not is_known(origine, code):
        raise Http404
    expression = request.POST.get("expression", "")
    figure = find_figure(espace, origine, code, read_annee(request.POST), expression)
    if figure is None:
        messages.error(request, "Ce chiffre n’existe pas : choisissez une année de la liste.")
        if origine is Origine.PAYES:
            return redirect("depenses:resultats", espace.siren)
        return redirect("chiffres:indicateur", espace.siren, code)
    gardee = keep_reference(espace, figure, request.user)
    messages.success(request, "La référence est gardée : son adresse ne changera pas.")
    return redirect(gardee)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def reference(request: HttpRequest, espace: Espace, pk: int) -> HttpResponse:
    gardee = get_object_or_404(list_references(espace), pk=pk)
    origine = Origine(gardee.origine)
    actuelle = find_figure(espace, origine, gardee.indicateur, gardee.annee, gardee.variante)
    contexte = {
        "fil": fil_indicateurs(
            request,
            espace,
            ("Référence", None),
        ),
        "espace": espace,
        "reference": gardee,
        "adresse": request.build_absolute_uri(gardee.get_absolute_url()),
        "figure": read_gardee(gardee),
        "actuelle": actuelle,
        "change": has_changed(gardee, actuelle),
        "table": date.fromisoformat(gardee.methode) if origine is Origine.PAYES else None,
        "corrigee": origine is Origine.CORRIGES,
    }
    return render(request, "chiffres/reference.html", contexte)
