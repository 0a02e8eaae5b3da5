"""The files of a space: given, watched, read again, stopped."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.francais import pluriel
from spaser.donnees.depenses.achats import read_provenance
from spaser.donnees.depenses.resultats.preuve import count_annees
from spaser.donnees.envois.formats import TAILLE_TABLEUR
from spaser.metier.droits import Operation
from spaser.web.comptes.connexion import RequeteConnectee, auteur_of
from spaser.web.depenses.cadre import make_cadre
from spaser.web.depenses.demandes import ask_calcul
from spaser.web.depenses.extraits.forms import FormDepot
from spaser.web.depenses.extraits.services import (
    deposit_extrait,
    read_again,
    stop_lecture,
)
from spaser.web.depenses.gardes import read_compte_rendu
from spaser.web.depenses.models import EtatExtrait, Extrait
from spaser.web.depenses.selectors import Depenses, find_extrait, read_depenses
from spaser.web.organisations.espaces import exige_espace
from spaser.web.organisations.models import Espace
from spaser.web.socle.envois import recoit
from spaser.web.socle.fichiers import ErreurFichier


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def accueil(request: HttpRequest, espace: Espace) -> HttpResponse:
    depenses = read_depenses(espace)
    return _show(request, espace, depenses, FormDepot())


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(TAILLE_TABLEUR)
def deposer(request: HttpRequest, espace: Espace) -> HttpResponse:
    if request.method != "POST":
        return redirect("depenses:accueil", espace.siren)
    form = FormDepot(request.POST, request.FILES)
    if form.is_valid():
        recus = _deposit(request, espace, form)
        if recus:
            messages.success(
                request,
                f"{pluriel(recus, 'fichier reçu', 'fichiers reçus')} : la lecture commence.",
            )
        if not form.errors:
            return redirect("depenses:accueil", espace.siren)
    return _show(request, espace, read_depenses(espace), form)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def etat(request: HttpRequest, espace: Espace) -> JsonResponse:
    depenses = read_depenses(espace)
    reponse = JsonResponse(
        {
            "attend": depenses.attend,
            "fichiers": {str(e.cle): _tell_etat(e) for e in depenses.extraits if e.est_en_chemin},
        }
    )
    reponse["Cache-Control"] = "private, no-store"
    return reponse


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def relire(request: RequeteConnectee, espace: Espace, cle: UUID) -> HttpResponse:
    extrait = find_extrait(espace, cle)
    if extrait.fichier and not extrait.est_en_chemin:
        read_again(espace, extrait, request.user)
    return redirect("depenses:accueil", espace.siren)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def arreter(request: RequeteConnectee, espace: Espace, cle: UUID) -> HttpResponse:
    extrait = find_extrait(espace, cle)
    if stop_lecture(espace, extrait, request.user):
        messages.success(request, f"La lecture de « {extrait.nom} » est arrêtée.")
    return redirect("depenses:accueil", espace.siren)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def recalculer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Draw the figures again: the lists or the store may have changed."""
    ask_calcul(espace)
    return redirect("depenses:accueil", espace.siren)


def _show(
    request: HttpRequest, espace: Espace, depenses: Depenses, form: FormDepot
) -> HttpResponse:
    chemin = depenses.preuve
    annees = count_annees(chemin) if chemin and chemin.exists() else {}
    contexte = {
        **make_cadre(request, espace),
        "depenses": depenses,
        "fichiers": [
            (e, _tell_etat(e), annees.get(str(e.cle), {}), _tell_autres(e))
            for e in depenses.extraits
        ],
        "totaux": [depenses.total(annee) for annee in depenses.annees],
        "a_venir": [annee for annee in depenses.annees if annee > timezone.localdate().year],
        "form": form,
        "table": read_provenance(),
    }
    return render(request, "depenses/accueil.html", contexte)


def _deposit(request: HttpRequest, espace: Espace, form: FormDepot) -> int:
    recus = 0
    for upload in form.cleaned_data["fichiers"]:
        try:
            deposit_extrait(espace, upload, form.cleaned_data["annee"], auteur_of(request))
        except ErreurFichier as erreur:
            form.add_error("fichiers", str(erreur))
        else:
            recus += 1
    return recus


def _tell_etat(extrait: Extrait) -> str:
    if extrait.etat == EtatExtrait.EN_COURS and extrait.lignes_lues:
        return f"En cours : {pluriel(extrait.lignes_lues, 'ligne lue', 'lignes lues')}"
    if extrait.etat == EtatExtrait.LU:
        return f"Lu : {pluriel(extrait.lignes_lues, 'ligne')}"
    return extrait.get_etat_display()


def _tell_autres(extrait: Extrait) -> str:
    if not extrait.compte_rendu:
        return ""
    ignorees = read_compte_rendu(extrait.compte_rendu).feuilles_ignorees
    return f"Feuilles sans tableau de dépenses : {', '.join(ignorees)}." if ignorees else ""
