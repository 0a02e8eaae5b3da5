"""« Mon espace »: the spaces of a person, and the one that anybody visits."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.web.accueil.forms import SIREN_MAX, FormSiren
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.comptes.models import Utilisateur
from spaser.web.comptes.suivant import is_arrivee
from spaser.web.organisations.acces import de_la_personne, ouverte_a_tous
from spaser.web.organisations.espaces import (
    fil_espace,
    find_visite,
    leave_essai,
    reread_essai,
)
from spaser.web.organisations.models import Appartenance
from spaser.web.organisations.selectors import (
    list_essais,
    list_gardes,
    list_partages_avec,
    list_siens,
)
from spaser.web.organisations.services.espaces import open_essai
from spaser.web.organisations.services.refus import GesteRefuse

DEPART: Final = ("siren", "nom", "type", "code_region")  # what another page knows of a buyer


@de_la_personne
@require_http_methods(["GET", "HEAD", "POST"])
def espaces(request: RequeteConnectee) -> HttpResponse:
    """List this person's spaces; open one for the SIREN she types, or had asked for.

    From the public page of a buyer, whoever signs in or up is in its space at once.
    """
    siren = request.GET.get("siren", "")[:SIREN_MAX]
    if siren and _has_espace(request.user, siren):
        return redirect("accueil:accueil", siren)
    envoye = request.POST if request.method == "POST" else None
    if siren and envoye is None and is_arrivee(request) and FormSiren(request.GET).is_valid():
        envoye = request.GET
    form = FormSiren(envoye, initial={nom: request.GET.get(nom, "") for nom in DEPART})
    if form.is_valid() and (siren := _open(request, form)):
        if form.fermeture:
            messages.warning(request, form.fermeture)
        return redirect("accueil:accueil", siren)
    siennes = Appartenance.objects.actives().filter(utilisateur=request.user)
    contexte = {
        "fil": fil_espace(request),
        "form": form,
        "appartenances": siennes.select_related("organisation").order_by("organisation__nom"),
        "essais": [*list_essais(request.user), *list_partages_avec(request.user)],
        "gardes": list_gardes(request.user),
        "visitable": bool(settings.ESPACE_VISITABLE),
        "confirmee": bool(request.user.courriel_verifie_le),
    }
    return render(request, "accueil/espaces.html", contexte)


@de_la_personne
@require_POST
def relire_essai(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Show a trial that this person kept at the addresses of its SIREN."""
    essai = get_object_or_404(list_gardes(request.user), pk=pk)
    reread_essai(request, essai)
    return redirect(essai)


@de_la_personne
@require_POST
def quitter_essai(request: RequeteConnectee, pk: int) -> HttpResponse:
    essai = get_object_or_404(list_gardes(request.user), pk=pk)
    leave_essai(request, essai)
    return redirect(essai)


@ouverte_a_tous
@require_safe
def demonstration(request: HttpRequest) -> HttpResponse:
    """Lead to the space that anybody may visit; home where this site has none."""
    if find_visite(settings.ESPACE_VISITABLE) is None:
        return redirect("portail:accueil")
    return redirect("accueil:accueil", settings.ESPACE_VISITABLE)


def _has_espace(personne: Utilisateur, siren: str) -> bool:
    """Say whether this person already works for a SIREN: as a member, or in an open trial."""
    siennes = Appartenance.objects.actives().filter(utilisateur=personne)
    return (
        siennes.filter(organisation__siren=siren).exists()
        or list_siens(personne, siren).filter(essai_fini_le=None).exists()
    )


def _open(request: RequeteConnectee, form: FormSiren) -> str:
    """Return the SIREN once its space is there; nothing when it may not be opened."""
    lus = form.cleaned_data
    siren: str = lus["siren"]
    if _has_espace(request.user, siren):
        return siren
    try:
        open_essai(request.user, siren, form.nom_choisi, lus["type"], lus["code_region"])
    except GesteRefuse as refus:
        messages.error(request, str(refus))
        return ""
    return siren
