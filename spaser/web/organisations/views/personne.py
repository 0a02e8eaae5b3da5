"""Everything of one person: her organisations, requests, proposals and trial spaces."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import de_la_personne
from spaser.web.organisations.identite import Identite, describe_siren
from spaser.web.organisations.models import DemandeAdhesion, EtatAppartenance
from spaser.web.organisations.selectors import list_appartenances, list_demandes, list_essais
from spaser.web.organisations.services import adhesion
from spaser.web.organisations.services.espaces import close_essai, open_essai
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.siren import SirenRefuse
from spaser.web.organisations.views.gestes import fil_personne, try_gesture, warn_garde

ACCUEIL = "organisations:mes_organisations"


@de_la_personne
@require_safe
def mes_organisations(request: RequeteConnectee) -> HttpResponse:
    appartenances = list(list_appartenances(request.user))
    contexte = {
        "fil": fil_personne(),
        "membres": [a for a in appartenances if a.etat != EtatAppartenance.PROPOSEE],
        "propositions": [a for a in appartenances if a.etat == EtatAppartenance.PROPOSEE],
        "demandes": list_demandes(request.user),
        "espaces": list_essais(request.user),
        "proconnect": _find_proconnect(request, {a.organisation.siren for a in appartenances}),
    }
    return render(request, "organisations/mes_organisations.html", contexte)


@de_la_personne
@require_POST
def retirer_demande(request: RequeteConnectee, pk: int) -> HttpResponse:
    siennes = DemandeAdhesion.objects.filter(utilisateur=request.user)
    demande = get_object_or_404(siennes.select_related("organisation"), pk=pk)
    try_gesture(request, lambda: adhesion.withdraw_demande(demande), "Votre demande est retirée.")
    return redirect(ACCUEIL)


@de_la_personne
@require_POST
def repondre_proposition(request: RequeteConnectee, pk: int) -> HttpResponse:
    proposee = get_object_or_404(
        list_appartenances(request.user), pk=pk, etat=EtatAppartenance.PROPOSEE
    )
    organisation = proposee.organisation
    if request.POST.get("reponse") != "accepter":
        try_gesture(
            request, lambda: adhesion.decline_proposition(proposee), "Proposition déclinée."
        )
        return redirect(ACCUEIL)
    faite = try_gesture(
        request,
        lambda: adhesion.accept_proposition(proposee),
        f"Vous administrez maintenant {organisation.nom}.",
    )
    if not faite:
        return redirect(ACCUEIL)
    warn_garde(request, organisation)
    return redirect(organisation)


@de_la_personne
@require_POST
def ouvrir_essai(request: RequeteConnectee) -> HttpResponse:
    def open_one() -> None:
        try:
            open_essai(
                request.user, request.POST.get("siren", ""), request.POST.get("nom", "")[:200]
            )
        except SirenRefuse as refus:
            raise GesteRefuse(str(refus)) from refus

    try_gesture(request, open_one, "Votre espace d’essai est ouvert. Vous seule ou seul le voyez.")
    return redirect(ACCUEIL)


@de_la_personne
@require_POST
def fermer_essai(request: RequeteConnectee, pk: int) -> HttpResponse:
    essai = get_object_or_404(list_essais(request.user), pk=pk)
    try_gesture(request, lambda: close_essai(essai), "L’espace d’essai est fermé.")
    return redirect(ACCUEIL)


def _find_proconnect(request: RequeteConnectee, deja: set[str]) -> Identite | None:
    """Return the buyer that ProConnect named, unless she is already of it."""
    siren = request.user.siret_proconnect[:9]
    return describe_siren(siren) if siren and siren not in deja else None
