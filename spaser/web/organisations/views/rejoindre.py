"""Finding one's organisation and coming in."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from spaser.metier.droits import Role
from spaser.web.comptes.connexion import RequeteConnectee
from spaser.web.organisations.acces import de_la_personne
from spaser.web.organisations.annuaire import consult, name_siren
from spaser.web.organisations.fermeture import tell_fermeture
from spaser.web.organisations.forms import FormAdhesion
from spaser.web.organisations.identite import Identite, describe_siren, search_identites
from spaser.web.organisations.models import (
    Appartenance,
    EtatAppartenance,
    EtatDemande,
    Organisation,
)
from spaser.web.organisations.selectors import describe_pour, list_a_rejoindre, tell_delai
from spaser.web.organisations.services.adhesion import Voie, choose_voie, join
from spaser.web.organisations.services.creation import open_organisation
from spaser.web.organisations.services.refus import GesteRefuse
from spaser.web.organisations.siren import read_recherche
from spaser.web.organisations.views.gestes import Ligne, fil_personne, warn_garde
from spaser.web.socle.limites import check_limite

SUGGESTIONS: Final = 8
LONGUEUR: Final = 200
TITRE: Final = "Rejoindre une organisation"


@de_la_personne
@require_safe
def rejoindre(request: RequeteConnectee) -> HttpResponse:
    texte = request.GET.get("q", "").strip()[:LONGUEUR]
    siren, refus = read_recherche(texte)
    identites = [] if refus else search_identites(texte)
    contexte = {
        "fil": fil_personne(TITRE),
        "texte": texte,
        "refus": refus,
        "fermeture": tell_fermeture(texte) if siren else "",
        "inconnu": siren if siren and describe_siren(siren) is None else "",
        "essais": [] if texte else list_a_rejoindre(request.user),
        "identites": identites,
        "annuaire": None if refus or identites else consult(request, siren or texte),
    }
    return render(request, "organisations/rejoindre.html", contexte)


@de_la_personne
@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    texte = request.GET.get("q", "").strip()[:LONGUEUR]
    trouvees = search_identites(texte, SUGGESTIONS)
    return JsonResponse(
        {"suggestions": [{"siren": i.siren, "nom": i.nom, "lieu": i.lieu} for i in trouvees]}
    )


@de_la_personne
@require_http_methods(["GET", "HEAD", "POST"])
def rejoindre_organisation(request: RequeteConnectee, siren: str) -> HttpResponse:
    if read_recherche(siren)[1]:
        raise Http404
    organisation = Organisation.objects.filter(siren=siren).first()
    sienne = _find_appartenance(request, organisation)
    if organisation and sienne and sienne.est_active:
        return redirect(organisation)
    identite = describe_siren(siren)
    dite = describe_pour(request.user, siren)
    form = FormAdhesion(
        request.POST or None,
        connue=identite is not None,
        initial={"nom": dite.nom, "type": dite.type} if dite else {"nom": name_siren(siren)},
    )
    voie = choose_voie(request.user, organisation, siren)
    if request.method == "POST" and _is_ready(form, voie, identite):
        return _join(request, siren, form)
    contexte = {
        "fil": fil_personne(TITRE),
        "siren": siren,
        "identite": identite,
        "nom": identite.nom if identite else dite.nom if dite else "",
        "lignes": _describe(siren, identite),
        "voie": voie.value,
        "delai": tell_delai(),
        "form": form,
        "demande": _find_demande(request, organisation),
        "suspendue": sienne is not None and sienne.etat == EtatAppartenance.SUSPENDUE,
    }
    return render(request, "organisations/rejoindre_organisation.html", contexte)


def _is_ready(form: FormAdhesion, voie: Voie, identite: Identite | None) -> bool:
    """Say whether the form may be skipped or is valid: a proved person has nothing to fill in."""
    prouvee = voie in {Voie.SIRET, Voie.DOMAINE} and identite is not None
    return prouvee or form.is_valid()


def _join(request: RequeteConnectee, siren: str, form: FormAdhesion) -> HttpResponse:
    check_limite("organisations.rejoindre", str(request.user.pk), 20, timedelta(hours=1))
    reponses = form.cleaned_data if form.is_valid() else {}
    try:
        organisation = open_organisation(
            siren,
            auteur=request.user,
            nom=reponses.get("nom", ""),
            type_=reponses.get("type", ""),
        )
        entree = join(
            request.user,
            organisation,
            reponses.get("role") or Role(form.fields["role"].initial),
            reponses.get("message", ""),
        )
    except GesteRefuse as refus:
        messages.error(request, str(refus))
        return redirect("organisations:rejoindre_organisation", siren=siren)
    if isinstance(entree, Appartenance):
        role = entree.get_role_display()
        messages.success(request, f"Vous êtes membre de {organisation.nom}, avec le rôle {role}.")
        warn_garde(request, organisation)
        return redirect(organisation)
    a_qui = entree.get_destinataire_display()
    messages.success(request, f"Votre demande est envoyée. Destinataire : {a_qui}.")
    return redirect(reverse("organisations:rejoindre_organisation", args=[siren]))


def _find_appartenance(
    request: RequeteConnectee, organisation: Organisation | None
) -> Appartenance | None:
    if organisation is None:
        return None
    return organisation.appartenances.filter(utilisateur=request.user).first()


def _find_demande(request: RequeteConnectee, organisation: Organisation | None) -> object:
    if organisation is None:
        return None
    siennes = organisation.demandes.filter(utilisateur=request.user)
    return siennes.filter(etat=EtatDemande.EN_ATTENTE).first()


def _describe(siren: str, identite: Identite | None) -> list[Ligne]:
    lignes = [Ligne("SIREN", siren)]
    if identite is None:
        return lignes
    return [
        *lignes,
        Ligne("Type de structure", identite.libelle_type),
        Ligne("Territoire", identite.lieu),
    ]
