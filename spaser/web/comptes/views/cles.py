"""Passkeys of an account: added, removed."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from spaser.web.comptes import second_facteur as facteur
from spaser.web.comptes.cles import CLES_MAXIMUM, CleRefusee, keep_cle, make_creation
from spaser.web.comptes.confirmation import confirm_geste
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.comptes.forms import FormCle
from spaser.web.comptes.models import CleAcces
from spaser.web.comptes.sessions import exige_preuve
from spaser.web.comptes.suivant import choose_suivant, read_suivant
from spaser.web.comptes.views.securite import (
    is_held,
    make_fil,
    show_codes,
    tell_retrait,
    welcome_moyen,
)

_RETOUR: Final = "comptes:second_facteur"
_TROP: Final = f"Vous avez déjà {CLES_MAXIMUM} clés d’accès : retirez-en une d’abord."


@never_cache
@exige_preuve()
def ajouter(request: RequeteConnectee) -> HttpResponse:
    if len(facteur.list_cles(request.user)) >= CLES_MAXIMUM:
        messages.error(request, _TROP)
        return redirect(_RETOUR)
    form = FormCle(request.POST or None)
    if form.is_valid():
        try:
            return _keep(request, form.cleaned_data["cle"], form.cleaned_data["nom"])
        except CleRefusee as refus:
            form.add_error(None, str(refus))
    contexte = {
        "form": form,
        "creation": make_creation(request, request.user),
        "suivant": read_suivant(request),
        "rubrique": "second_facteur",
        "fil": make_fil("Ajouter une clé d’accès"),
    }
    return render(request, "comptes/cle_ajouter.html", contexte)


def _keep(request: RequeteConnectee, reponse: str, nom: str) -> HttpResponse:
    """Keep a passkey; the first means of an account comes with recovery codes."""
    premiere = not facteur.has_second_facteur(request.user)
    cle = keep_cle(request, request.user, reponse, nom)
    welcome_moyen(request, cle)
    if premiere:
        return show_codes(request, facteur.renew_codes(request.user))
    messages.success(request, f"La clé « {nom} » est ajoutée.")
    return redirect(choose_suivant(request, read_suivant(request)))


@never_cache
@require_POST
@exige_preuve(retour=_RETOUR)
def retirer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Forget a passkey; who owes a second factor keeps one at least."""
    cle = get_object_or_404(CleAcces, pk=pk, user=request.user)
    if is_held(request):
        return redirect(_RETOUR)
    confirm_geste(request, "retirer une clé d’accès")
    facteur.remove_cle(cle)
    tell_retrait(request, f"La clé « {cle.name} » est retirée.")
    return redirect(_RETOUR)
