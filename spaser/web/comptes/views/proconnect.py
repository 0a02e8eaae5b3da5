"""Linking an account to ProConnect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from spaser.web.comptes.connexion import begin_session
from spaser.web.comptes.forms.connexion import FormPreuve
from spaser.web.comptes.preuve import exige_preuve
from spaser.web.comptes.proconnect.liaison import end_liaison, read_proposee, want_liaison
from spaser.web.comptes.proconnect.vues import CLE_SUIVANT, is_configured

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spaser.web.comptes.connexion import RequeteConnectee


@never_cache
@sensitive_post_parameters("mot_de_passe")
def liaison(request: HttpRequest) -> HttpResponse:
    """Prove, by its password, that the account at this address is one's own."""
    proposee = read_proposee(request)
    if proposee is None:
        return redirect("comptes:connexion")
    form = FormPreuve(request.POST or None)
    if form.is_valid():
        utilisateur = authenticate(
            request, courriel=proposee["courriel"], password=form.cleaned_data["mot_de_passe"]
        )
        if utilisateur is not None and not utilisateur.sub:
            end_liaison(request, utilisateur)
            messages.success(request, "Votre compte est relié à ProConnect.")
            return begin_session(request, utilisateur, request.session.get(CLE_SUIVANT) or "")
        form.add_error("mot_de_passe", "Ce mot de passe n’est pas celui de ce compte.")
    contexte = {
        "form": form,
        "courriel": proposee["courriel"],
        "fil": [("Se connecter", reverse("comptes:connexion")), ("Relier à ProConnect", None)],
    }
    return render(request, "comptes/proconnect_liaison.html", contexte)


@never_cache
@require_POST
@exige_preuve(retour="comptes:profil")
def relier(request: RequeteConnectee) -> HttpResponse:
    """Ask that the next ProConnect identity be linked to the account signed in."""
    if not is_configured() or request.user.sub:
        raise Http404
    want_liaison(request)
    return render(request, "comptes/proconnect_relier.html", {"fil": [("ProConnect", None)]})
