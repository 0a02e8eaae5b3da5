"""The page « Périmètre »."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from spaser.metier.droits import Operation
from spaser.web.commun.versions import save_form
from spaser.web.comptes.connexion import auteur_of
from spaser.web.espace.bilans import read_bilan
from spaser.web.espace.forms import FormPerimetre
from spaser.web.espace.perimetre import find_perimetre, read_etendue, save_perimetre
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_http_methods(["GET", "HEAD"])
def perimetre(request: HttpRequest, espace: Espace) -> HttpResponse:
    bilan = read_bilan(espace.siren)
    trouve = find_perimetre(espace)
    contexte = {
        "fil": fil_espace(request, espace, ("Périmètre", None)),
        "espace": espace,
        "perimetre": trouve,
        "etendue": read_etendue(trouve, bilan.nb_concessions),
        "modifier": peut_dans(request, espace, Operation.MODIFIER_PERIMETRE),
    }
    return render(request, "espace/situation/perimetre.html", contexte)


@exige_espace(Operation.MODIFIER_PERIMETRE)
@require_http_methods(["GET", "HEAD", "POST"])
def modifier_perimetre(request: HttpRequest, espace: Espace) -> HttpResponse:
    envoye = request.POST if request.method == "POST" else None
    form = save_form(
        lambda: FormPerimetre(envoye, siren=espace.siren, trouve=find_perimetre(espace)),
        lambda form: save_perimetre(espace, form.read(), auteur_of(request), lue=form.actuelle),
    )
    if form is None:
        messages.success(request, "Le périmètre est enregistré. Chaque chiffre le rappelle.")
        return redirect("espace:perimetre", espace.siren)
    trouve = form.trouve
    contexte = {
        "fil": fil_espace(request, espace, ("Modifier le périmètre", None)),
        "espace": espace,
        "form": form,
        "auteur": trouve.auteur if trouve else None,
        "quand": trouve.enregistre_le if trouve else None,
    }
    return render(request, "espace/situation/perimetre_modifier.html", contexte)
