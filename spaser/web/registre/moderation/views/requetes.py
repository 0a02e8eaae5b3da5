"""Claims and reports, answered by the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spaser.metier.droits import Operation
from spaser.web.organisations.acces import exige
from spaser.web.organisations.identite import describe_siren
from spaser.web.organisations.models import Appartenance
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.registre.models import EtatRequete, Revendication, Signalement
from spaser.web.registre.moderation import requetes
from spaser.web.registre.moderation.forms import FormDecision
from spaser.web.registre.moderation.views.file import TITRE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from spaser.web.comptes.connexion import RequeteConnectee


@exige(Operation.ATTRIBUER_ORGANISATION)
@require_http_methods(["GET", "HEAD", "POST"])
def revendication(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Give a sheet to the organisation of who claims it, or not."""
    toutes = Revendication.objects.select_related("fiche", "demandeur", "traitee_par")
    trouvee = get_object_or_404(toutes, pk=pk)
    form = FormDecision(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answer_claim(request, trouvee, form):
        return redirect("registre:moderation")
    membre = Appartenance.objects.actives().filter(
        utilisateur=trouvee.demandeur, organisation__siren=trouvee.siren
    )
    suite = {"identite": describe_siren(trouvee.siren), "membre": membre.exists()}
    return _show(request, "revendication", trouvee, form, suite)


@exige(Operation.MODERER_DEPOT)
@require_http_methods(["GET", "HEAD", "POST"])
def signalement(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Answer a reader who found an error."""
    tous = Signalement.objects.select_related("fiche", "traitee_par")
    trouve = get_object_or_404(tous, pk=pk)
    form = FormDecision(request.POST or None)
    if request.method == "POST" and form.is_valid():
        corrige = request.POST.get("decision") == "accepter"
        etat = EtatRequete.ACCEPTEE if corrige else EtatRequete.REFUSEE
        reponse = form.cleaned_data["reponse"].strip()
        fait = _try(
            request,
            lambda: requetes.close_report(trouve, etat, request.user, timezone.now(), reponse),
            "Le signalement est clos.",
        )
        if fait:
            return redirect("registre:moderation")
    return _show(request, "signalement", trouve, form, {})


def _answer_claim(request: RequeteConnectee, trouvee: Revendication, form: FormDecision) -> bool:
    reponse = form.cleaned_data["reponse"].strip()
    if request.POST.get("decision") == "accepter":
        return _try(
            request,
            lambda: requetes.accept_claim(trouvee, request.user, timezone.now(), reponse),
            "La fiche est confiée à l’organisation. La personne est prévenue.",
        )
    return form.require_reponse() and _try(
        request,
        lambda: requetes.refuse_claim(trouvee, request.user, timezone.now(), reponse),
        "La demande n’est pas retenue. La personne est prévenue.",
    )


def _try(request: HttpRequest, geste: Callable[[], object], succes: str) -> bool:
    try:
        geste()
    except (requetes.RequeteRefusee, GesteRefuse) as refus:
        messages.error(request, str(refus))
        return False
    messages.success(request, succes)
    return True


def _show(
    request: HttpRequest,
    gabarit: str,
    requete: Revendication | Signalement,
    form: FormDecision,
    suite: dict[str, Any],
) -> HttpResponse:
    fil = [(TITRE, reverse("registre:moderation")), (requete.fiche.structure, None)]
    contexte = {"fil": fil, "requete": requete, "fiche": requete.fiche, "form": form, **suite}
    return render(request, f"registre/moderation/{gabarit}.html", contexte)
