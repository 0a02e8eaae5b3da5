"""Values: of one indicator with its history, of all at once, taken back, undone together."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.francais import pluriel
from spaser.metier.droits import Operation
from spaser.web.chiffres.selectors import read_annee
from spaser.web.cibles.forms.valeurs import FormSaisie, FormValeur
from spaser.web.cibles.ligne import LigneSuivi
from spaser.web.cibles.models import Valeur
from spaser.web.cibles.services import keep_calculees, note_valeurs, undo_lot, withdraw
from spaser.web.cibles.views.communs import fil_cibles, get_ligne, read_demande
from spaser.web.cibles.vises import list_lot
from spaser.web.comptes.connexion import auteur_of
from spaser.web.organisations.espaces import exige_espace, peut_dans
from spaser.web.organisations.models import Espace

_HISTORIQUE = 100
_RIEN = "Rien n’a changé : ces valeurs étaient déjà notées."


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def indicateur(request: HttpRequest, espace: Espace, cle: str) -> HttpResponse:
    suivi = read_demande(request, espace)
    return _show(request, espace, get_ligne(suivi, cle), None)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def noter(request: HttpRequest, espace: Espace, cle: str) -> HttpResponse:
    ligne = get_ligne(read_demande(request, espace), cle)
    form = FormValeur(
        request.POST if request.method == "POST" else None,
        vise=ligne.vise,
        initial={"annee": ligne.annee, "source": ligne.vise.suivi.source},
    )
    if form.is_valid():
        lot = note_valeurs(espace, [(ligne.vise, form.read())], auteur_of(request))
        messages.success(request, "La valeur est notée." if lot else _RIEN)
        return redirect("cibles:indicateur", espace.siren, cle)
    return _show(request, espace, ligne, form)


def _show(
    request: HttpRequest, espace: Espace, ligne: LigneSuivi, form: FormValeur | None
) -> HttpResponse:
    contexte = {
        "fil": fil_cibles(request, espace, (ligne.nom, None)),
        "espace": espace,
        "ligne": ligne,
        "historique": _list_historique(ligne.vise.visee.pk),
        "form": form,
        "modifier": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
    }
    return render(request, "cibles/indicateur.html", contexte)


def _list_historique(visee: int | None) -> list[Valeur]:
    if visee is None:
        return []
    toutes = Valeur.objects.filter(indicateur=visee).select_related("auteur", "indicateur")
    return list(toutes.order_by("-annee", "-pk")[:_HISTORIQUE])


@exige_espace(Operation.REMPLIR_GRILLE)
@require_http_methods(["GET", "HEAD", "POST"])
def saisie(request: HttpRequest, espace: Espace) -> HttpResponse:
    suivi = read_demande(request, espace)
    annee = suivi.annee
    envoye = request.POST if request.method == "POST" else None
    form = FormSaisie(envoye, lignes=suivi.lignes, annee=annee)
    if form.is_valid():
        valeurs = form.read()
        lot = note_valeurs(espace, valeurs, auteur_of(request)) if valeurs else None
        return _tell_lot(request, espace, lot, len(valeurs))
    contexte = {
        "fil": fil_cibles(request, espace, (f"Saisir les valeurs de {annee}", None)),
        "espace": espace,
        "annee": annee,
        "annees": suivi.annees,
        "form": form,
    }
    return render(request, "cibles/saisie.html", contexte)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_POST
def releve(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Keep what the site computes of a year, as it is today; a typed value stays."""
    lot, nombre = keep_calculees(espace, read_annee(request.GET), auteur_of(request))
    return _tell_lot(request, espace, lot, nombre)


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def lot(request: HttpRequest, espace: Espace, lot: uuid.UUID) -> HttpResponse:
    valeurs = list_lot(espace, lot)
    if not valeurs:
        raise Http404
    contexte = {
        "fil": fil_cibles(request, espace, ("Valeurs notées ensemble", None)),
        "espace": espace,
        "lot": lot,
        "valeurs": valeurs,
        "tenues": sum(v.est_en_vigueur for v in valeurs),
        "modifier": peut_dans(request, espace, Operation.REMPLIR_GRILLE),
    }
    return render(request, "cibles/lot.html", contexte)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_POST
def annuler(request: HttpRequest, espace: Espace, lot: uuid.UUID) -> HttpResponse:
    faites, changees = undo_lot(espace, lot, auteur_of(request))
    messages.success(request, tell_annulation(faites, changees))
    return redirect("cibles:cibles", espace.siren)


@exige_espace(Operation.REMPLIR_GRILLE)
@require_POST
def retirer(request: HttpRequest, espace: Espace, cle: str, pk: int) -> HttpResponse:
    """Take one value back; it stays in the history."""
    valeur = get_object_or_404(Valeur, pk=pk, indicateur__espace=espace)
    if withdraw(espace, valeur, auteur_of(request)):
        texte = f"La valeur de {valeur.annee} est retirée ; l’historique la garde."
        messages.success(request, texte)
    else:
        messages.info(request, f"La valeur de {valeur.annee} ne valait déjà plus.")
    return redirect("cibles:indicateur", espace.siren, cle)


def tell_annulation(faites: int, changees: int) -> str:
    if not faites and not changees:
        return "Tout était déjà annulé."
    s = "s"[: faites > 1]
    texte = f"{pluriel(faites, 'valeur')} annulée{s}."
    if changees:
        s = "s"[: changees > 1]
        texte += f" {pluriel(changees, 'valeur')} changée{s} depuis : gardée{s}."
    return texte


def _tell_lot(
    request: HttpRequest, espace: Espace, lot: uuid.UUID | None, nombre: int
) -> HttpResponse:
    if lot is None:
        messages.info(request, _RIEN if nombre else "Rien n’est encore écrit.")
        return redirect("cibles:cibles", espace.siren)
    messages.success(request, f"{pluriel(nombre, 'valeur')} : c’est noté.")
    return redirect("cibles:lot", espace.siren, lot)
