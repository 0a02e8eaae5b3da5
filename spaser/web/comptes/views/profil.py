"""A person's account: who she is, her address, her data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from spaser.web.comptes import services
from spaser.web.comptes.confirmation import confirm_geste
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.comptes.donnees_personnelles import (
    EffacementEmpeche,
    erase_compte,
    export_donnees,
    list_obstacles,
    list_restes,
)
from spaser.web.comptes.forms import FormEffacement, FormNouvelleAdresse, FormPrenomNom
from spaser.web.comptes.models import ChangementAdresse
from spaser.web.comptes.proconnect import is_configured
from spaser.web.comptes.second_facteur import has_second_facteur
from spaser.web.comptes.services import end_sessions
from spaser.web.comptes.sessions import exige_preuve, find_session, list_sessions
from spaser.web.socle.jetons import JetonRefuse
from spaser.web.socle.limites import check_limite

# The account page: name, address, and the open sessions.


@never_cache
def profil(request: RequeteConnectee) -> HttpResponse:
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
        "second_facteur": has_second_facteur(utilisateur),
        "proconnect": is_configured(),
        "rubrique": "profil",
        "fil": [("Mon compte", None)],
    }
    return render(request, "comptes/profil.html", contexte)


@never_cache
@require_safe
def sessions(request: RequeteConnectee) -> HttpResponse:
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
    nombre = end_sessions(request.user, sauf=request.session.session_key)
    fermees = f"{nombre} sessions fermées." if nombre > 1 else "Votre autre session est fermée."
    messages.success(request, fermees if nombre else "Aucune autre session n’était ouverte.")
    return redirect("comptes:sessions")


# Changing one's address.

GONE: Final = 410


@never_cache
@exige_preuve()
def changement_adresse(request: RequeteConnectee) -> HttpResponse:
    utilisateur = request.user
    avec_mot_de_passe = utilisateur.has_usable_password()
    form = FormNouvelleAdresse(request.POST or None)
    if avec_mot_de_passe and form.is_valid():
        if form.cleaned_data["courriel"] == utilisateur.courriel:
            form.add_error("courriel", "C’est déjà votre adresse. Saisissez-en une autre.")
        else:
            check_limite("adresse", str(utilisateur.pk), 5, timedelta(hours=1))
            services.request_changement(utilisateur, form.cleaned_data["courriel"])
            messages.success(request, "Ouvrez le lien du message de chaque adresse.")
            return redirect("comptes:adresse")
    contexte = {
        "form": form,
        "avec_mot_de_passe": avec_mot_de_passe,
        "en_cours": ChangementAdresse.objects.filter(utilisateur=utilisateur).first(),
        "rubrique": "adresse",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Adresse électronique", None)],
    }
    return render(request, "comptes/adresse.html", contexte)


@never_cache
@require_POST
def abandon_changement(request: RequeteConnectee) -> HttpResponse:
    services.cancel_changement(request.user)
    messages.success(request, "Le changement d’adresse est abandonné.")
    return redirect("comptes:profil")


@never_cache
def accord(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        changement_lu, cote = services.read_accord(jeton)
        fait = services.give_accord(jeton) if request.method == "POST" else None
    except JetonRefuse as refus:
        contexte: dict[str, Any] = {"titre": "Changement d’adresse", "raison": refus.raison}
        return render(request, "comptes/lien_refuse.html", contexte, status=GONE)
    contexte = {
        "changement": changement_lu,
        "cote": cote,
        "fait": fait,
        "fil": [("Changement d’adresse", None)],
    }
    return render(request, "comptes/adresse_accord.html", contexte)


# One's data: read, taken away, erased.


@never_cache
@require_safe
def mes_donnees(request: HttpRequest) -> HttpResponse:
    contexte = {
        "rubrique": "donnees",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Mes données", None)],
    }
    return render(request, "comptes/donnees.html", contexte)


@never_cache
@require_safe
@exige_preuve()
def export_mes_donnees(request: RequeteConnectee) -> HttpResponse:
    reponse = JsonResponse(
        export_donnees(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    reponse["Content-Disposition"] = 'attachment; filename="mes-donnees-spaser.json"'
    return reponse


@never_cache
@exige_preuve()
def effacement(request: RequeteConnectee) -> HttpResponse:
    empechements = list_obstacles(request.user)
    form = FormEffacement(request.POST or None)
    if not empechements and form.is_valid():
        confirm_geste(request, "effacer votre compte")
        try:
            erase_compte(request.user)
        except EffacementEmpeche as refus:
            empechements = refus.raisons
        else:
            logout(request)
            messages.success(request, "Votre compte est effacé.")
            return redirect("comptes:connexion")
    contexte = {
        "form": form,
        "empechements": empechements,
        "restes": list_restes(),
        "rubrique": "donnees",
        "fil": [("Mon compte", reverse("comptes:profil")), ("Effacer mon compte", None)],
    }
    return render(request, "comptes/effacement.html", contexte)
