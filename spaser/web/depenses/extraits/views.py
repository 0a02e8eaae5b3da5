"""The files of a space: given, watched, their columns said, stopped, erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.documents.francais import pluriel
from spaser.donnees.depenses.comptes import read_provenance
from spaser.donnees.depenses.doutes import Doute
from spaser.donnees.depenses.resultats.preuve import count_annees
from spaser.metier.droits import Operation
from spaser.web.depenses.cadre import make_cadre
from spaser.web.depenses.demandes import ask_calcul
from spaser.web.depenses.extraits.forms import FormColonnes, FormDepot
from spaser.web.depenses.extraits.services import (
    deposit_extrait,
    erase_annee,
    erase_extrait,
    erase_tout,
    read_again,
    save_colonnes,
    stop_lecture,
)
from spaser.web.depenses.gardes import load_memoire, read_apercus, read_compte_rendu
from spaser.web.depenses.models import EtatExtrait, Extrait
from spaser.web.depenses.selectors import list_extraits, read_depenses
from spaser.web.espace.acces import exige_espace
from spaser.web.espace.versions import VersionDepassee
from spaser.web.socle.fichiers import ErreurFichier

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from spaser.donnees.depenses.doutes import Apercu
    from spaser.web.depenses.selectors import Depenses
    from spaser.web.espace.acces import Espace

DOUTES: Final = {
    Doute.MONTANT: "Aucune colonne de montant n’a été reconnue : dites laquelle porte le montant.",
    Doute.NATURE: "Rien ne dit si le montant est hors taxes ou toutes taxes comprises.",
    Doute.ANNEE: "Aucune colonne de date ni d’exercice n’a été reconnue : dites laquelle, ou "
    "donnez l’année de toutes les lignes.",
    Doute.FOURNISSEUR: "Aucune colonne de SIRET ni de SIREN n’a été reconnue : sans elle, les taux "
    "restent inconnus.",
    Doute.COMPTE: "Aucune colonne de compte n’a été reconnue : sans elle, la paie et les "
    "subventions ne peuvent pas être mises à part.",
    Doute.PLUSIEURS: "Plusieurs colonnes pourraient porter le montant : vérifiez celle choisie.",
}


@exige_espace(Operation.VOIR_ESPACE)
@require_safe
def accueil(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Show the files, what they give, and what to do next."""
    depenses = read_depenses(espace)
    return _show(request, espace, depenses, FormDepot())


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
def deposer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Take one or several files; those that are refused are named with their fix."""
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
    """Tell how far the worker is, for the page to follow."""
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
@require_http_methods(["GET", "HEAD", "POST"])
def colonnes(request: HttpRequest, espace: Espace, cle: UUID) -> HttpResponse:
    """Ask what the columns are; the answer is remembered for the files to come."""
    extrait = _find(espace, cle)
    apercus = read_apercus(extrait.apercus)
    if not apercus or extrait.fichier is None or extrait.est_en_chemin:
        messages.error(request, f"Les colonnes de « {extrait.nom} » ne se changent pas maintenant.")
        return redirect("depenses:accueil", espace.siren)
    rang = _read_rang(request.GET.get("tableau", ""), len(apercus))
    envoye = request.POST if request.method == "POST" else None
    form = FormColonnes(envoye, apercus[rang], extrait.version)
    if form.is_valid():
        try:
            lue = form.cleaned_data["version"]
            save_colonnes(espace, extrait, lue, form.read(), request.user)
        except VersionDepassee:
            form = _show_both(espace, form, apercus[rang], extrait)
        else:
            messages.success(request, "Les colonnes sont gardées, et le fichier est lu de nouveau.")
            return redirect("depenses:accueil", espace.siren)
    contexte = {
        **make_cadre(request, espace, "Colonnes"),
        "extrait": extrait,
        "form": form,
        "apercu": apercus[rang],
        "apercus": list(enumerate(apercus)),
        "rang": rang,
        "doutes": [DOUTES[d] for d in apercus[rang].doutes],
    }
    return render(request, "depenses/colonnes.html", contexte)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def relire(request: HttpRequest, espace: Espace, cle: UUID) -> HttpResponse:
    """Read a file once more."""
    extrait = _find(espace, cle)
    if extrait.fichier and not extrait.est_en_chemin:
        read_again(espace, extrait, request.user)
    return redirect("depenses:accueil", espace.siren)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def arreter(request: HttpRequest, espace: Espace, cle: UUID) -> HttpResponse:
    """Stop a reading."""
    extrait = _find(espace, cle)
    if stop_lecture(espace, extrait, request.user):
        messages.success(request, f"La lecture de « {extrait.nom} » est arrêtée.")
    return redirect("depenses:accueil", espace.siren)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_POST
def recalculer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Draw the figures again: the lists or the store may have changed."""
    ask_calcul(espace.attaches)
    return redirect("depenses:accueil", espace.siren)


@exige_espace(Operation.MODIFIER_DEPENSES)
@require_http_methods(["GET", "HEAD", "POST"])
def effacer(request: HttpRequest, espace: Espace) -> HttpResponse:
    """Ask to confirm, then erase a file, a year or everything."""
    depenses = read_depenses(espace)
    choix = request.POST if request.method == "POST" else request.GET
    quoi = _read_quoi(espace, depenses, choix.get("fichier", ""), choix.get("annee", ""))
    if request.method == "POST" and choix.get("confirme") == "oui":
        _erase(espace, quoi, request)
        return redirect("depenses:accueil", espace.siren)
    contexte = {
        **make_cadre(request, espace, "Effacer"),
        "depenses": depenses,
        "quoi": quoi,
        "oubli": request.method == "POST",
    }
    return render(request, "depenses/effacer.html", contexte)


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
        "form": form,
        "table": read_provenance(),
    }
    return render(request, "depenses/accueil.html", contexte)


def _deposit(request: HttpRequest, espace: Espace, form: FormDepot) -> int:
    recus = 0
    for upload in form.cleaned_data["fichiers"]:
        try:
            deposit_extrait(espace, upload, form.cleaned_data["annee"], request.user)
        except ErreurFichier as erreur:
            form.add_error("fichiers", str(erreur))
        else:
            recus += 1
    return recus


def _find(espace: Espace, cle: UUID) -> Extrait:
    extrait = list_extraits(espace).filter(cle=cle).first()
    if extrait is None:
        raise Http404
    return extrait


def _read_rang(texte: str, nombre: int) -> int:
    est_rang = len(texte) <= 2 and texte.isascii() and texte.isdigit()  # noqa: PLR2004 - 99 tables
    return min(int(texte), nombre - 1) if est_rang else 0


def _show_both(espace: Espace, form: FormColonnes, apercu: Apercu, actuel: Extrait) -> FormColonnes:
    """Keep what the second person chose, and show what the first one saved."""
    donnees = form.data.copy()
    donnees["version"] = str(actuel.version)
    repris = FormColonnes(donnees, apercu, actuel.version)
    if autre := load_memoire(espace.attaches).find(apercu.correspondance.titres):
        repris.show_autre(autre)
    repris.add_error(
        None,
        "Une autre personne a enregistré ces colonnes pendant que vous les lisiez. Ses réponses "
        "sont écrites à côté des vôtres : enregistrez de nouveau pour garder les vôtres.",
    )
    return repris


def _tell_etat(extrait: Extrait) -> str:
    if extrait.etat == EtatExtrait.EN_COURS and extrait.lignes_lues:
        return f"En cours : {pluriel(extrait.lignes_lues, 'ligne lue', 'lignes lues')}"
    if extrait.etat == EtatExtrait.LU:
        return f"Lu : {pluriel(extrait.lignes_lues, 'ligne')}"
    return extrait.get_etat_display()


def _tell_autres(extrait: Extrait) -> str:
    """Name the sheets that held no table."""
    if not extrait.compte_rendu:
        return ""
    ignorees = read_compte_rendu(extrait.compte_rendu).feuilles_ignorees
    return f"Feuilles sans tableau de dépenses : {', '.join(ignorees)}." if ignorees else ""


def _read_quoi(
    espace: Espace, depenses: Depenses, fichier: str, annee: str
) -> tuple[str, Extrait | int | None]:
    """Return what is to be erased: « fichier », « annee », or « tout »."""
    for extrait in depenses.extraits:
        if fichier and str(extrait.cle) == fichier:
            return "fichier", extrait
    if fichier:
        raise Http404
    if annee:
        if not annee.isascii() or not annee.isdigit() or int(annee) not in depenses.annees:
            raise Http404
        return "annee", int(annee)
    return "tout", None


def _erase(espace: Espace, quoi: tuple[str, Extrait | int | None], request: HttpRequest) -> None:
    genre, objet = quoi
    if genre == "fichier":
        erase_extrait(espace, objet, request.user)
        messages.success(request, f"« {objet.nom} » et ses lignes sont effacés.")
    elif genre == "annee":
        erase_annee(espace, objet, request.user)
        messages.success(request, f"Les lignes de {objet} sont effacées.")
    else:
        erase_tout(espace, request.user)
        messages.success(request, "Toutes les dépenses de cet espace sont effacées.")
