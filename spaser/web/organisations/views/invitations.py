"""Invitations: sent by an organisation, answered by the person invited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from spaser.metier.droits import Operation, Role
from spaser.web.comptes.confirmation import confirm_geste
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.comptes.suivant import add_suivant
from spaser.web.organisations.acces import exige_organisation, ouverte_a_tous, roles_for
from spaser.web.organisations.forms import FormInvitation
from spaser.web.organisations.models import Invitation, Organisation
from spaser.web.organisations.selectors import list_invitations
from spaser.web.organisations.services import invitations as services
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.views.gestes import (
    DONNER_ADMINISTRATION,
    fil_organisation,
    fil_personne,
    try_gesture,
    warn_garde,
)
from spaser.web.organisations.views.membres import explain_roles
from spaser.web.socle.jetons import JetonRefuse
from spaser.web.socle.limites import check_limite

PAR_JOUR: Final = 50
DISPARU: Final = 410


@exige_organisation(Operation.INVITER)
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: RequeteConnectee, organisation: Organisation) -> HttpResponse:
    roles = roles_for(request, organisation)
    form = FormInvitation(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["role"] is Role.ADMINISTRATION:
            confirm_geste(request, DONNER_ADMINISTRATION)
        check_limite("organisations.inviter", organisation.siren, PAR_JOUR, timedelta(days=1))
        courriel, role = form.cleaned_data["courriel"], form.cleaned_data["role"]
        try:
            services.invite(organisation, courriel, role, request.user, roles)
        except GesteRefuse as refus:
            form.add_error("courriel", str(refus))
        else:
            try_gesture(request, lambda: None, f"Invitation envoyée à {courriel}.")
            return redirect(request.path)
    contexte = {
        "fil": fil_organisation(organisation, ("Invitations", None)),
        "organisation": organisation,
        "invitations": list_invitations(organisation),
        "form": form,
        "roles": explain_roles(),
    }
    return render(request, "organisations/invitations.html", contexte)


@exige_organisation(Operation.INVITER)
@require_POST
def renvoyer_invitation(
    request: RequeteConnectee, organisation: Organisation, pk: int
) -> HttpResponse:
    invitation = get_object_or_404(list_invitations(organisation), pk=pk)
    check_limite("organisations.inviter", organisation.siren, PAR_JOUR, timedelta(days=1))
    try_gesture(
        request,
        lambda: services.resend(invitation, request.user),
        f"Invitation renvoyée à {invitation.courriel}. L’ancien lien ne vaut plus.",
    )
    return redirect("organisations:invitations", siren=organisation.siren)


@exige_organisation(Operation.INVITER)
@require_POST
def annuler_invitation(
    request: RequeteConnectee, organisation: Organisation, pk: int
) -> HttpResponse:
    invitation = get_object_or_404(list_invitations(organisation), pk=pk)
    try_gesture(
        request,
        lambda: services.revoke(invitation, request.user),
        f"L’invitation de {invitation.courriel} est annulée.",
    )
    return redirect("organisations:invitations", siren=organisation.siren)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """Show an invitation to whoever holds its link; answer it once signed in."""
    try:
        trouvee = services.read_invitation(jeton)
        if request.method == "POST":
            return _answer(request, jeton, trouvee)
    except JetonRefuse as refus:
        contexte: dict[str, Any] = {"fil": fil_personne("Invitation"), "raison": refus.raison}
        return render(request, "organisations/invitation_refusee.html", contexte, status=DISPARU)
    contexte = {
        "fil": fil_personne("Invitation"),
        "invitation": trouvee,
        "empechement": _find_empechement(request, trouvee),
        "connexion": add_suivant("comptes:connexion", request.path),
        "inscription": add_suivant("comptes:inscription", request.path),
    }
    return render(request, "organisations/invitation.html", contexte)


def _answer(request: HttpRequest, jeton: str, trouvee: Invitation) -> HttpResponse:
    if request.POST.get("reponse") == "decliner":
        services.decline_invitation(jeton)
        try_gesture(request, lambda: None, f"Vous avez décliné : {trouvee.organisation.nom}.")
        return redirect("portail:accueil")
    if not request.user.is_authenticated:
        return HttpResponseRedirect(add_suivant("comptes:connexion", request.path))
    faite = try_gesture(
        request,
        lambda: services.accept_invitation(jeton, auteur_of(request)),
        f"Bienvenue : vous êtes membre de {trouvee.organisation.nom}.",
    )
    if not faite:
        return redirect(request.path)
    warn_garde(request, trouvee.organisation)
    return redirect(trouvee.organisation)


def _find_empechement(request: HttpRequest, trouvee: Invitation) -> str:
    """Say why the person signed in could not accept."""
    if not request.user.is_authenticated:
        return ""
    try:
        services.check_address(trouvee, request.user)
    except GesteRefuse as refus:
        return str(refus)
    return ""
