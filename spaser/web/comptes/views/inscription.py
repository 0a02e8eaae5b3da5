"""Signing up: the address first, the rest once it is proved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from spaser.web.comptes.client import read_adresse
from spaser.web.comptes.connexion import begin_session
from spaser.web.comptes.forms.connexion import FormCourriel, FormInscription
from spaser.web.comptes.models import Utilisateur
from spaser.web.comptes.proconnect.vues import is_configured
from spaser.web.comptes.services import create_compte, read_inscription, request_inscription
from spaser.web.comptes.suivant import choose_suivant, keep_safe, read_suivant
from spaser.web.socle.jetons import JetonRefuse
from spaser.web.socle.limites import check_limite

if TYPE_CHECKING:
    from django.http import HttpRequest

HEURE: Final = timedelta(hours=1)
GONE: Final = 410


@never_cache
def inscription(request: HttpRequest) -> HttpResponse:
    """Ask for an address; answer the same whether or not it has an account."""
    suivant = read_suivant(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(choose_suivant(request, suivant))
    form = FormCourriel(request.POST or None)
    if form.is_valid():
        courriel = form.cleaned_data["courriel"]
        check_limite("inscription", read_adresse(request), 20, HEURE)
        check_limite("inscription.adresse", courriel, 5, HEURE)
        request_inscription(courriel, suivant)
        return redirect("comptes:inscription_envoyee")
    contexte = {
        "form": form,
        "suivant": suivant,
        "proconnect": is_configured(),
        "fil": [("Créer un compte", None)],
    }
    return render(request, "comptes/inscription.html", contexte)


@never_cache
@require_safe
def envoyee(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, if it may be."""
    fil = [("Créer un compte", reverse("comptes:inscription")), ("Message envoyé", None)]
    return render(request, "comptes/inscription_envoyee.html", {"fil": fil})


@never_cache
@sensitive_post_parameters("nouveau_mot_de_passe", "mot_de_passe_confirme")
def suite(request: HttpRequest, jeton: str) -> HttpResponse:
    """Finish the account whose address has just been proved."""
    try:
        demande = read_inscription(jeton)
        form = FormInscription(
            request.POST or None, utilisateur=Utilisateur(courriel=demande["courriel"])
        )
        if form.is_valid():
            donnees = form.cleaned_data
            utilisateur = create_compte(
                jeton, donnees["prenom"], donnees["nom"], donnees["nouveau_mot_de_passe"]
            )
            messages.success(request, "Votre compte est créé et votre adresse vérifiée.")
            return begin_session(request, utilisateur, keep_safe(request, demande["suivant"]))
    except JetonRefuse as refus:
        contexte: dict[str, Any] = {"titre": "Créer un compte", "raison": refus.raison}
        return render(request, "comptes/lien_refuse.html", contexte, status=GONE)
    contexte = {
        "form": form,
        "courriel": demande["courriel"],
        "fil": [("Créer un compte", None)],
    }
    return render(request, "comptes/inscription_suite.html", contexte)
