"""« Tous les outils »: where each stands, which ones this space wants."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.accueil.outils import count_faits, group_outils, list_eteints, read_outils
from spaser.web.commun.outils import find_outil
from spaser.web.commun.reglages import switch_outil
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def outils(request: HttpRequest, espace: Espace) -> HttpResponse:
    lus = read_outils(espace)
    faits, connus = count_faits(lus)
    contexte = {
        "fil": fil_espace(request, espace, ("Tous les outils", None)),
        "espace": espace,
        "groupes": group_outils(lus),
        "faits": faits,
        "connus": connus,
        "eteints": list_eteints(espace),
        "choisir": peut_dans(request, espace, Operation.CHOISIR_OUTILS),
    }
    return render(request, "accueil/outils.html", contexte)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def commencer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Redirect from the former address of this page."""
    return redirect("accueil:outils", espace.siren)


@exige_espace(Operation.CHOISIR_OUTILS)
@require_POST
def regler_outil(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    outil = find_outil(request.POST.get("outil", ""))
    if outil is None:
        messages.error(request, "Cet outil n’existe pas : choisissez-en un de la liste.")
        return redirect("accueil:outils", espace.siren)
    actif = request.POST.get("actif") == "oui"
    switch_outil(espace, outil, request.user, actif=actif)
    if actif:
        messages.success(request, f"« {outil.titre} » est de nouveau proposé.")
    else:
        messages.success(
            request, f"« {outil.titre} » n’est plus proposé. Ses données restent gardées."
        )
    return redirect("accueil:outils", espace.siren)
