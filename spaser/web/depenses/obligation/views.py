"""« La loi vous oblige-t-elle ? », answered inside a space."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.assujettissement.regle import decide_assujettissement
from spaser.metier.droits import Operation
from spaser.metier.obligations.application import list_echeances
from spaser.web.comptes.connexion import auteur_of
from spaser.web.depenses.acheteur import describe_acheteur, list_obligations
from spaser.web.depenses.cadre import make_cadre
from spaser.web.depenses.obligation.forms import FormConclusion
from spaser.web.depenses.obligation.selectors import (
    link_calendrier,
    list_applications,
    read_fondements,
    tell_change,
)
from spaser.web.depenses.obligation.services import keep_obligation
from spaser.web.depenses.selectors import Depenses, read_depenses
from spaser.web.espace.models import ObligationGardee
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def obligation(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    return _show(request, espace, depenses, _make_form(None, espace, depenses))


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
def conclure(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method != "POST":
        return redirect("depenses:obligation", espace.siren)
    depenses = read_depenses(espace)
    form = _make_form(request.POST, espace, depenses)
    if form.is_valid():
        _keep(request, espace, form)
        return redirect("depenses:obligation", espace.siren)
    return _show(request, espace, depenses, form)


def _make_form(data: QueryDict | None, espace: Espace, depenses: Depenses) -> FormConclusion:
    return FormConclusion(data, timezone.localdate(), depenses, describe_acheteur(espace))


def _show(
    request: HttpRequest, espace: Espace, depenses: Depenses, form: FormConclusion
) -> HttpResponse:
    gardees = list(list_obligations(espace))
    contexte = {
        **make_cadre(request, espace, "Obligation"),
        "form": form,
        "anciennes": gardees[1:],
        "gardee": None,
        **(
            _describe(gardees[0]) | {"change": tell_change(gardees[0], depenses)} if gardees else {}
        ),
    }
    return render(request, "depenses/obligation.html", contexte)


def _keep(request: HttpRequest, espace: Espace, form: FormConclusion) -> None:
    situation = form.make_situation()
    conclusion = decide_assujettissement(situation, timezone.localdate())
    keep_obligation(
        espace,
        situation,
        conclusion,
        auteur_of(request),
        form.cleaned_data["habitants"],
        des_extraits=form.vient_des_extraits,
    )
    messages.success(request, "La réponse est gardée dans l’espace, avec sa date et sa raison.")


def _describe(gardee: ObligationGardee) -> dict[str, object]:
    applications = list_applications(gardee)
    return {
        "gardee": gardee,
        "fondements": read_fondements(gardee),
        "groupes": [(etat, list(g)) for etat, g in groupby(applications, key=lambda a: a.etat)],
        "echeances": list_echeances(applications, timezone.localdate()),
        "calendrier": link_calendrier(gardee),
    }
