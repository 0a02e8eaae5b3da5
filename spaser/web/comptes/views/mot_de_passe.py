"""A password forgotten, or changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from spaser.web.comptes import services
from spaser.web.comptes.client import read_adresse
from spaser.web.comptes.forms import FormChangementMotDePasse, FormCourriel, FormNouveauMotDePasse
from spaser.web.socle.jetons import JetonRefuse
from spaser.web.socle.limites import check_limite

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spaser.web.comptes.connexion import RequeteConnectee

HEURE: Final = timedelta(hours=1)
GONE: Final = 410


@never_cache
def oublie(request: HttpRequest) -> HttpResponse:
    """Ask for an address; answer the same whether or not it has an account."""
    form = FormCourriel(request.POST or None)
    if form.is_valid():
        courriel = form.cleaned_data["courriel"]
        check_limite("mot_de_passe", read_adresse(request), 20, HEURE)
        check_limite("mot_de_passe.adresse", courriel, 5, HEURE)
        services.request_mot_de_passe(courriel)
        return redirect("comptes:mot_de_passe_envoye")
    fil = [("Se connecter", reverse("comptes:connexion")), ("Mot de passe oublié", None)]
    return render(request, "comptes/mot_de_passe_oublie.html", {"form": form, "fil": fil})


@never_cache
@require_safe
def lien_envoye(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, if it may be."""
    fil = [("Se connecter", reverse("comptes:connexion")), ("Message envoyé", None)]
    return render(request, "comptes/mot_de_passe_envoye.html", {"fil": fil})


@never_cache
@sensitive_post_parameters("nouveau_mot_de_passe", "mot_de_passe_confirme")
def nouveau(request: HttpRequest, jeton: str) -> HttpResponse:
    """Choose a new password from the link of a mail."""
    try:
        form = FormNouveauMotDePasse(
            request.POST or None, utilisateur=services.read_mot_de_passe(jeton)
        )
        if form.is_valid():
            services.reset_mot_de_passe(jeton, form.cleaned_data["nouveau_mot_de_passe"])
            messages.success(request, "Votre mot de passe est changé. Connectez-vous.")
            return redirect("comptes:connexion")
    except JetonRefuse as refus:
        contexte = {"titre": "Nouveau mot de passe", "raison": refus.raison}
        return render(request, "comptes/lien_refuse.html", contexte, status=GONE)
    fil = [("Se connecter", reverse("comptes:connexion")), ("Nouveau mot de passe", None)]
    return render(request, "comptes/mot_de_passe_nouveau.html", {"form": form, "fil": fil})


@never_cache
@sensitive_post_parameters("mot_de_passe", "nouveau_mot_de_passe", "mot_de_passe_confirme")
def changement_mot_de_passe(request: RequeteConnectee) -> HttpResponse:
    """Change one's password, the present one being given."""
    utilisateur = request.user
    form = FormChangementMotDePasse(request.POST or None, utilisateur=utilisateur)
    if utilisateur.has_usable_password() and form.is_valid():
        secret = form.cleaned_data["mot_de_passe"]
        if authenticate(request, courriel=utilisateur.courriel, password=secret):
            services.change_mot_de_passe(utilisateur, form.cleaned_data["nouveau_mot_de_passe"])
            update_session_auth_hash(request, utilisateur)
            services.end_sessions(utilisateur, sauf=request.session.session_key)
            messages.success(
                request, "Votre mot de passe est changé. Vos autres sessions sont fermées."
            )
            return redirect("comptes:profil")
        form.add_error("mot_de_passe", "Ce mot de passe n’est pas le bon.")
    contexte = {
        "form": form,
        "avec_mot_de_passe": utilisateur.has_usable_password(),
        "rubrique": "mot_de_passe",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Mot de passe", None)],
    }
    return render(request, "comptes/mot_de_passe.html", contexte)
