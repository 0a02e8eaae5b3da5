"""What readers and buyers can say of a published sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from spaser.metier.droits import Operation
from spaser.web.comptes.client import read_adresse
from spaser.web.comptes.models import Utilisateur
from spaser.web.comptes.suivant import add_suivant
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.organisations.models import Organisation
from spaser.web.registre.depot.deposant import organisations_of
from spaser.web.registre.models import Fiche, NatureSignalement
from spaser.web.registre.moderation import requetes
from spaser.web.registre.moderation.forms import FormRevendication, FormSignalement
from spaser.web.registre.moderation.requetes import USAGE
from spaser.web.registre.services import confirm_fiche
from spaser.web.socle.jetons import JetonRefuse, read_jeton, use_jeton
from spaser.web.socle.limites import check_limite
from spaser.web.socle.models import EtatRequete

DISPARU: Final = 410
HEURE: Final = timedelta(hours=1)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signaler(request: HttpRequest, numero: int) -> HttpResponse:
    fiche = get_object_or_404(Fiche.objects.publiees(), pk=numero)
    form = FormSignalement(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lu = form.cleaned_data
        if not lu["site"]:  # a trap that machines fill: keep nothing then
            check_limite("registre.signaler", read_adresse(request), 5, HEURE)
            nature = NatureSignalement(lu["nature"])
            requetes.report(fiche, nature, lu["message"], lu["courriel"], timezone.now())
        messages.success(request, "Merci. L’équipe du programme va vérifier.")
        return redirect(fiche)
    contexte = {"fil": _fil(fiche, "Signaler une erreur"), "fiche": fiche, "form": form}
    return render(request, "registre/moderation/signaler.html", contexte)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def revendiquer(request: HttpRequest, numero: int) -> HttpResponse:
    fiche = get_object_or_404(Fiche.objects.publiees(), pk=numero)
    personne = request.user
    if not personne.is_authenticated:
        if request.method == "POST":
            return HttpResponseRedirect(add_suivant("comptes:connexion", request.path))
        return _show_claim(request, fiche, None, None)
    siennes = organisations_of(personne, Operation.REVENDIQUER_FICHE)
    directe = _find_direct(fiche, siennes)
    if request.method == "POST" and "directe" in request.POST and directe:
        return _take_over(request, personne, fiche, directe)
    premiere = siennes.order_by("nom").first()
    form = FormRevendication(
        None if "directe" in request.POST else request.POST or None,
        initial={"siren": fiche.siren or (premiere.siren if premiere else "")},
    )
    if request.method == "POST" and form.is_valid():
        return _ask(request, personne, fiche, form)
    return _show_claim(request, fiche, directe, form)


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Take the link of the yearly mail: still exact, or to be corrected."""
    try:
        fiche = get_object_or_404(Fiche.objects.publiees(), pk=read_jeton(USAGE, jeton))
        if request.method == "POST":
            use_jeton(USAGE, jeton)
            confirm_fiche(fiche, None, timezone.now())
            messages.success(request, "Merci. La fiche est confirmée exacte à ce jour.")
            return redirect(fiche)
    except JetonRefuse as refus:
        fil = [("Registre", reverse("registre:liste")), ("Lien refusé", None)]
        contexte: dict[str, Any] = {"fil": fil, "raison": refus.raison}
        return render(request, "registre/moderation/lien_refuse.html", contexte, status=DISPARU)
    contexte = {"fil": _fil(fiche, "Toujours exact ?"), "fiche": fiche}
    return render(request, "registre/moderation/confirmer.html", contexte)


def _find_direct(fiche: Fiche, siennes: QuerySet[Organisation]) -> Organisation | None:
    """Return the organisation that may take the sheet at once: its SIREN says so."""
    if fiche.organisation_id or not fiche.siren:
        return None
    return siennes.filter(siren=fiche.siren).first()


def _take_over(
    request: HttpRequest, auteur: Utilisateur, fiche: Fiche, organisation: Organisation
) -> HttpResponse:
    try:
        requetes.claim_requete(fiche, organisation, auteur)
    except requetes.RequeteRefusee as refus:
        messages.error(request, str(refus))
        return redirect(fiche)
    messages.success(request, f"La fiche est maintenant tenue par {organisation.nom}.")
    return redirect("registre:deposer_depuis", numero=fiche.pk)


def _ask(
    request: HttpRequest, demandeur: Utilisateur, fiche: Fiche, form: FormRevendication
) -> HttpResponse:
    check_limite("registre.revendiquer", str(demandeur.pk), 10, HEURE)
    lu = form.cleaned_data
    requetes.ask_claim(fiche, demandeur, lu["siren"], lu["message"], timezone.now())
    messages.success(request, "Votre demande est envoyée. L’équipe du programme vous répondra.")
    return redirect(fiche)


def _show_claim(
    request: HttpRequest,
    fiche: Fiche,
    directe: Organisation | None,
    form: FormRevendication | None,
) -> HttpResponse:
    en_attente = (
        request.user.is_authenticated
        and fiche.revendications.filter(
            demandeur=request.user, etat=EtatRequete.EN_ATTENTE
        ).exists()
    )
    contexte = {
        "fil": _fil(fiche, "Mettre à jour"),
        "fiche": fiche,
        "directe": directe,
        "form": form,
        "en_attente": en_attente,
    }
    return render(request, "registre/moderation/revendiquer.html", contexte)


def _fil(fiche: Fiche, page: str) -> list[tuple[str, str | None]]:
    return [
        ("Registre", reverse("registre:liste")),
        (fiche.structure, fiche.get_absolute_url()),
        (page, None),
    ]
