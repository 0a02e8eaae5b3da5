"""The account page: name, address, and the open sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from spaser.web.comptes.forms.connexion import FormPrenomNom
from spaser.web.comptes.proconnect.vues import is_configured
from spaser.web.comptes.second_facteur import find_application
from spaser.web.comptes.selectors import find_session, list_sessions
from spaser.web.comptes.services import end_sessions

if TYPE_CHECKING:
    from spaser.web.comptes.connexion import RequeteConnectee


@never_cache
def profil(request: RequeteConnectee) -> HttpResponse:
    """Show the account and change one's name."""
    utilisateur = request.user
    depart = {"prenom": utilisateur.prenom, "nom": utilisateur.nom}
    form = FormPrenomNom(request.POST or None, initial=depart)
    if form.is_valid():
        utilisateur.prenom, utilisateur.nom = form.cleaned_data["prenom"], form.cleaned_data["nom"]
        utilisateur.save(update_fields=["prenom", "nom"])
        messages.success(request, "Votre nom est enregistré.")
        return redirect("comptes:profil")
    contexte = {
        "form": form,
        "second_facteur": find_application(utilisateur) is not None,
        "proconnect": is_configured(),
        "rubrique": "profil",
        "fil": [("Mon compte", None)],
    }
    return render(request, "comptes/profil.html", contexte)


@never_cache
@require_safe
def sessions(request: RequeteConnectee) -> HttpResponse:
    """List the sessions one holds."""
    contexte = {
        "sessions": list_sessions(request.user, request.session.session_key),
        "rubrique": "sessions",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Sessions ouvertes", None)],
    }
    return render(request, "comptes/sessions.html", contexte)


@require_POST
def fermer(request: RequeteConnectee, signe: str) -> HttpResponse:
    """End one session; ending the one in use signs out."""
    session = find_session(request.user, signe)
    if session is None:
        raise Http404
    courante = session.session_key == request.session.session_key
    if courante:
        request.session.flush()
        return redirect("comptes:connexion")
    session.delete()
    messages.success(request, "La session est fermée.")
    return redirect("comptes:sessions")


@require_POST
def fermer_autres(request: RequeteConnectee) -> HttpResponse:
    """End every session but the one in use."""
    nombre = end_sessions(request.user, sauf=request.session.session_key)
    fermees = f"{nombre} sessions fermées." if nombre > 1 else "Votre autre session est fermée."
    messages.success(request, fermees if nombre else "Aucune autre session n’était ouverte.")
    return redirect("comptes:sessions")
