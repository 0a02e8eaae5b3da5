"""« Par où commencer »: what is done, what helps next, the tools that this space wants."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.accueil.actes import list_actes, read_acquis
from spaser.web.accueil.commencer import count_faits, list_eteints, read_outils
from spaser.web.chiffres.situation import read_situation
from spaser.web.commun.discussions import count_non_lues
from spaser.web.commun.outils import find_outil, order_suites
from spaser.web.commun.reglages import switch_outil
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.espace.perimetre import find_perimetre
from spaser.web.organisations.espaces import exige_espace, fil_espace, peut_dans
from spaser.web.organisations.models import Espace


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def commencer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Propose the next ten minutes, and show where each tool stands."""
    outils = read_outils(espace)
    faits, connus = count_faits(outils)
    suites = order_suites([lu.avancement for lu in outils])
    situation = read_situation(espace)
    acquis = read_acquis(espace, find_perimetre(espace), situation)
    contexte = {
        "fil": fil_espace(request, espace, ("Par où commencer", None)),
        "espace": espace,
        "actes": list_actes(espace, situation, suites, acquis),
        "outils": outils,
        "faits": faits,
        "connus": connus,
        "eteints": list_eteints(espace),
        "non_lues": count_non_lues(espace, request.user),
        "choisir": peut_dans(request, espace, Operation.CHOISIR_OUTILS),
    }
    return render(request, "accueil/commencer.html", contexte)


@exige_espace(Operation.CHOISIR_OUTILS)
@require_POST
def regler_outil(request: RequeteConnectee, espace: Espace) -> HttpResponse:
    """Switch a tool off or on."""
    outil = find_outil(request.POST.get("outil", ""))
    if outil is None:
        messages.error(request, "Cet outil n’existe pas : choisissez-en un de la liste.")
        return redirect("accueil:commencer", espace.siren)
    actif = request.POST.get("actif") == "oui"
    switch_outil(espace, outil, request.user, actif=actif)
    if actif:
        messages.success(request, f"« {outil.titre} » est de nouveau dans les menus.")
    else:
        messages.success(
            request, f"« {outil.titre} » est retiré des menus. Ses données restent gardées."
        )
    return redirect("accueil:commencer", espace.siren)
