"""Requests to come in, as those who answer see them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Operation, Role
from spaser.web.comptes.confirmation import confirm_geste
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import exige_organisation, peut, roles_for
from spaser.web.organisations.forms import FormReponse
from spaser.web.organisations.models import DemandeAdhesion, Organisation
from spaser.web.organisations.selectors import list_demandes_recues
from spaser.web.organisations.services import adhesion
from spaser.web.organisations.views.gestes import (
    DONNER_ADMINISTRATION,
    fil_organisation,
    try_gesture,
)
from spaser.web.organisations.views.membres import explain_roles


@exige_organisation(Operation.ACCEPTER_ADHESION)
@require_safe
def demandes(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    contexte = {
        "fil": fil_organisation(organisation, ("Demandes d’adhésion", None)),
        "organisation": organisation,
        "demandes": list_demandes_recues(organisation),
    }
    return render(request, "organisations/demandes.html", contexte)


@exige_organisation(Operation.ACCEPTER_ADHESION)
@require_http_methods(["GET", "HEAD", "POST"])
def demande(request: RequeteConnectee, organisation: Organisation, pk: int) -> HttpResponse:
    demandes_ = organisation.demandes.select_related("utilisateur", "organisation")
    trouvee = get_object_or_404(demandes_, pk=pk)
    form = FormReponse(
        request.POST or None,
        roles=roles_for(request, organisation),
        initial={"role": trouvee.role_souhaite},
    )
    if request.method == "POST" and form.is_valid():
        _answer(request, trouvee, form)
        return redirect(_find_list(request, organisation))
    contexte = {
        "fil": fil_organisation(organisation, ("Demande d’adhésion", None)),
        "organisation": organisation,
        "demande": trouvee,
        "form": form,
        "roles": explain_roles(),
    }
    return render(request, "organisations/demande.html", contexte)


def _answer(request: RequeteConnectee, demande: DemandeAdhesion, form: FormReponse) -> None:
    nom = demande.utilisateur.nom_complet
    if request.POST.get("reponse") == "accepter":
        role = form.cleaned_data["role"]
        if role is Role.ADMINISTRATION:
            confirm_geste(request, DONNER_ADMINISTRATION)
        roles = roles_for(request, demande.organisation)
        try_gesture(
            request,
            lambda: adhesion.accept_demande(demande, role, request.user, roles),
            f"{nom} est membre de l’organisation, avec le rôle {role.libelle}.",
        )
        return
    motif = form.cleaned_data["motif"]
    try_gesture(
        request,
        lambda: adhesion.refuse_demande(demande, motif, request.user),
        f"La demande de {nom} est refusée. Votre motif lui est envoyé.",
    )


def _find_list(request: HttpRequest, organisation: Organisation) -> str:
    if peut(request, Operation.ATTRIBUER_ORGANISATION):
        return reverse("organisations:programme_demandes")
    return reverse("organisations:demandes", args=[organisation.siren])
