"""Pages of the programme's team: organisations, requests nobody can answer, the team itself."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import exige
from spaser.web.organisations.forms import FormIdentite, FormPersonne, FormRoleProgramme
from spaser.web.organisations.models import Organisation
from spaser.web.organisations.selectors import (
    is_orpheline,
    list_demandes_programme,
    list_equipe,
    list_membres,
    search_organisations,
)
from spaser.web.organisations.services import programme as services
from spaser.web.organisations.services.creation import verify_identite
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.views.gestes import fil_programme, try_gesture
from spaser.web.organisations.views.organisation import describe

PAR_PAGE: Final = 25
ETATS: Final = (
    ("", "Toutes"),
    ("orpheline", "Sans personne pour les administrer"),
    ("a_verifier", "À vérifier"),
)


@exige(Operation.VOIR_PROGRAMME)
@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    texte = request.GET.get("q", "").strip()[:200]
    demande = request.GET.get("etat", "")
    etat = demande if demande in dict(ETATS) else ""
    pages = Paginator(search_organisations(texte, etat), PAR_PAGE)
    contexte = {
        "fil": fil_programme(),
        "page": pages.get_page(request.GET.get("page")),
        "texte": texte,
        "etat": etat,
        "etats": ETATS,
        "nombre_demandes": list_demandes_programme().count(),
    }
    return render(request, "organisations/programme.html", contexte)


@exige(Operation.ATTRIBUER_ORGANISATION)
@require_safe
def programme_demandes(request: HttpRequest) -> HttpResponse:
    contexte = {
        "fil": fil_programme("Demandes d’adhésion"),
        "demandes": list_demandes_programme(),
    }
    return render(request, "organisations/programme_demandes.html", contexte)


@exige(Operation.ATTRIBUER_ORGANISATION)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_organisation(request: RequeteConnectee, siren: str) -> HttpResponse:
    organisation = get_object_or_404(Organisation, siren=siren)
    geste = request.POST.get("geste", "")
    identite = FormIdentite(
        request.POST if geste == "identite" else None,
        organisation=organisation,
        auto_id="identite_%s",
    )
    personne = FormPersonne(request.POST if geste == "administration" else None)
    if identite.is_bound and identite.is_valid():
        verify_identite(identite.fill(), request.user)
        try_gesture(request, lambda: None, "Ces informations sont vérifiées.")
        return redirect(request.path)
    if personne.is_bound and personne.is_valid() and _name(request, organisation, personne):
        return redirect(request.path)
    contexte = {
        "fil": fil_programme(organisation.nom),
        "organisation": organisation,
        "lignes": describe(organisation),
        "membres": list_membres(organisation),
        "orpheline": is_orpheline(organisation),
        "form_identite": identite,
        "form_personne": personne,
    }
    return render(request, "organisations/programme_organisation.html", contexte)


@exige(Operation.GERER_EQUIPE_PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_equipe(request: RequeteConnectee) -> HttpResponse:
    form = FormRoleProgramme(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        services.grant(form.personne, role, request.user)
        nom = form.personne.nom_complet
        try_gesture(request, lambda: None, f"{nom} a le rôle {role.libelle}.")
        return redirect(request.path)
    contexte = {"fil": fil_programme("Rôles de l’équipe"), "equipe": list_equipe(), "form": form}
    return render(request, "organisations/programme_equipe.html", contexte)


@exige(Operation.GERER_EQUIPE_PROGRAMME)
@require_POST
def retirer_role(request: RequeteConnectee, pk: int) -> HttpResponse:
    tenu = get_object_or_404(list_equipe(), pk=pk)
    try_gesture(
        request,
        lambda: services.withdraw(tenu, request.user),
        f"{tenu.utilisateur.nom_complet} n’a plus le rôle {tenu.get_role_display()}.",
    )
    return redirect("organisations:programme_equipe")


def _name(request: RequeteConnectee, organisation: Organisation, form: FormPersonne) -> bool:
    try:
        nommee = services.name_administration(organisation, form.personne, request.user)
    except GesteRefuse as refus:
        form.add_error("courriel", str(refus))
        return False
    suite = "administre l’organisation" if nommee.est_active else "a reçu votre proposition"
    try_gesture(request, lambda: None, f"{form.personne.nom_complet} {suite}.")
    return True
