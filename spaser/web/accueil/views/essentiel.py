"""« Mon espace », and its first page: « Essentiel »."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.accueil.actes import Acquis, list_actes
from spaser.web.accueil.forms import SIREN_MAX, FormSiren
from spaser.web.chiffres.situation import find_gardees, read_situation
from spaser.web.chiffres.source import link_preuve
from spaser.web.commun.outils import list_objectifs
from spaser.web.commun.reglages import list_suites
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.comptes.models import Utilisateur
from spaser.web.comptes.suivant import is_arrivee
from spaser.web.espace.perimetre import find_perimetre, read_etendue
from spaser.web.espace.schemas import list_schemas, list_voisins
from spaser.web.organisations.acces import de_la_personne, ouverte_a_tous
from spaser.web.organisations.espaces import (
    exige_espace,
    fil_espace,
    find_visite,
    leave_essai,
    peut_dans,
    reread_essai,
)
from spaser.web.organisations.models import Appartenance, Espace
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
        return redirect("accueil:essentiel", siren)
    envoye = request.POST if request.method == "POST" else None
    if siren and envoye is None and is_arrivee(request) and FormSiren(request.GET).is_valid():
        envoye = request.GET
    form = FormSiren(envoye, initial={nom: request.GET.get(nom, "") for nom in DEPART})
    if form.is_valid() and (siren := _open(request, form)):
        if form.fermeture:
            messages.warning(request, form.fermeture)
        return redirect("accueil:essentiel", siren)
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
    """Show the space of the organisation again."""
    essai = get_object_or_404(list_gardes(request.user), pk=pk)
    leave_essai(request, essai)
    return redirect(essai)


@ouverte_a_tous
@require_safe
def demonstration(request: HttpRequest) -> HttpResponse:
    """Lead to the space that anybody may visit; home where this site has none."""
    if find_visite(settings.ESPACE_VISITABLE) is None:
        return redirect("portail:accueil")
    return redirect("accueil:essentiel", settings.ESPACE_VISITABLE)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def essentiel(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Tell a buyer's situation in one page."""
    situation = read_situation(espace)
    gardees = find_gardees(espace, situation)
    perimetre = find_perimetre(espace)
    aujourdhui = timezone.localdate()
    schemas = list_schemas(espace, aujourdhui)
    contexte = {
        "fil": fil_espace(request, espace),
        "espace": espace,
        "situation": situation,
        "objectifs": list_objectifs(espace),
        "lignes": [
            (
                ligne,
                link_preuve(espace, ligne.retenue.figure.reference) if ligne.retenue else "",
                gardees.get(ligne.code),
            )
            for ligne in situation.lignes
        ],
        "volumes": situation.volumes,
        "etendue": read_etendue(perimetre, situation.publie.nb_concessions),
        "obligation": situation.obligation,
        "actes": list_actes(
            espace,
            situation,
            list_suites(espace),
            Acquis(perimetre is not None, bool(schemas), situation.obligation is not None),
        ),
        "schemas": schemas,
        "voisins": list_voisins(espace, schemas),
        "modifier": peut_dans(request, espace, Operation.MODIFIER_PERIMETRE),
    }
    return render(request, "accueil/essentiel.html", contexte)


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
