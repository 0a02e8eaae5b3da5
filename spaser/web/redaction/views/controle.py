"""The checklist of what the law asks: shown, a point left aside for a reason, taken back."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from dsfr.forms import DsfrBaseForm

from spaser.metier.cibles.controle import DEVOIRS, Devoir
from spaser.metier.cibles.modele import TEXTE_MAX
from spaser.metier.droits import Operation
from spaser.web.cibles.services import pass_point, resume_point
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace
from spaser.web.redaction.controle import read_controle
from spaser.web.redaction.views.schema import fil_schema
from spaser.web.socle.formulaires import Texte

TITRE = "Ce que la loi demande"


class FormRaison(DsfrBaseForm):
    """Why a point is left aside."""

    raison = Texte(
        "Pourquoi laisser ce point de côté ?",
        requis="Écrivez la raison : elle reste avec le point.",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def controle(request: HttpRequest, espace: Espace) -> HttpResponse:
    contexte = {
        "fil": fil_schema(request, espace, (TITRE, None)),
        "espace": espace,
        "points": read_controle(espace),
        "passer": peut_dans(request, espace, Operation.ARRETER_INDICATEURS),
    }
    return render(request, "redaction/controle.html", contexte)


def _get_devoir(code: str) -> Devoir:
    devoir = next((d for d in DEVOIRS if d.code == code), None)
    if devoir is None:
        raise Http404
    return devoir


@exige_espace(Operation.ARRETER_INDICATEURS)
@require_http_methods(["GET", "HEAD", "POST"])
def passer(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    devoir = _get_devoir(code)
    form = FormRaison(request.POST if request.method == "POST" else None)
    if form.is_valid():
        pass_point(espace, code, form.cleaned_data["raison"], auteur_of(request))
        messages.success(request, f"« {devoir.titre} » est laissé de côté.")
        return redirect("redaction:controle", espace.siren)
    racine = reverse("redaction:controle", args=[espace.siren])
    contexte = {
        "fil": fil_schema(request, espace, (TITRE, racine), (devoir.titre, None)),
        "espace": espace,
        "devoir": devoir,
        "form": form,
    }
    return render(request, "redaction/passer_point.html", contexte)


@exige_espace(Operation.ARRETER_INDICATEURS)
@require_POST
def reprendre(request: HttpRequest, espace: Espace, code: str) -> HttpResponse:
    devoir = _get_devoir(code)
    resume_point(espace, code, auteur_of(request))
    messages.success(request, f"« {devoir.titre} » est de nouveau à remplir.")
    return redirect("redaction:controle", espace.siren)
