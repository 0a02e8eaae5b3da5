"""Erasing a file, a year, or everything."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import auteur_of
from spaser.web.depenses.cadre import make_cadre
from spaser.web.depenses.extraits.services import (
    erase_annee,
    erase_extrait,
    erase_tout,
)
from spaser.web.depenses.models import Extrait
from spaser.web.depenses.selectors import Depenses, read_depenses
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
def effacer(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    choix = request.POST if request.method == "POST" else request.GET
    quoi = _read_quoi(espace, depenses, choix.get("fichier", ""), choix.get("annee", ""))
    if request.method == "POST" and choix.get("confirme") == "oui":
        _erase(request, espace, quoi[1])
        return redirect("depenses:accueil", espace.siren)
    contexte = {
        **make_cadre(request, espace, "Effacer"),
        "depenses": depenses,
        "quoi": quoi,
        "oubli": request.method == "POST",
    }
    return render(request, "depenses/effacer.html", contexte)


def _read_quoi(
    espace: Espace, depenses: Depenses, fichier: str, annee: str
) -> tuple[str, Extrait | int | None]:
    for extrait in depenses.extraits:
        if fichier and str(extrait.cle) == fichier:
            return "fichier", extrait
    if fichier:
        raise Http404
    if annee:
        if not annee.isascii() or not annee.isdigit() or int(annee) not in depenses.annees:
            raise Http404
        return "annee", int(annee)
    return "tout", None


def _erase(request: HttpRequest, espace: Espace, objet: Extrait | int | None) -> None:
    if isinstance(objet, Extrait):
        erase_extrait(espace, objet, auteur_of(request))
        messages.success(request, f"« {objet.nom} » et ses lignes sont effacés.")
    elif objet is not None:
        erase_annee(espace, objet, auteur_of(request))
        messages.success(request, f"Les lignes de {objet} sont effacées.")
    else:
        erase_tout(espace, auteur_of(request))
        messages.success(request, "Toutes les dépenses de cet espace sont effacées.")
