"""Filling a deposit step by step, its documents, then its reading over and sending."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.donnees.envois.formats import TAILLE_MAXIMUM
from spaser.metier.droits import Operation
from spaser.metier.registre.fiche import Spaser
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.confirmation import confirm_geste
from spaser.web.organisations.acces import peut
from spaser.web.organisations.fermeture import tell_fermeture
from spaser.web.organisations.identite import describe_siren, search_identites
from spaser.web.organisations.models import Espace, Organisation
from spaser.web.organisations.selectors import list_essais
from spaser.web.organisations.siren import read_recherche
from spaser.web.registre.depot import envoi
from spaser.web.registre.depot.deposant import Deposant, may_write, organisations_of
from spaser.web.registre.depot.formulaires.champs import FormConsentement, FormDocumentJoint
from spaser.web.registre.depot.formulaires.etapes import (
    DOCUMENTS,
    ETAPES,
    LISTES,
    SCHEMA,
    STRUCTURE,
    VERIFICATION,
    Etape,
    EtapeSaisie,
    next_etape,
)
from spaser.web.registre.depot.selectors import (
    SANS_FORMULAIRE,
    list_doublons,
    prefill,
    read_histoire,
    read_resume,
    tell_listes,
)
from spaser.web.registre.depot.services import (
    TropDeDocuments,
    abandon_depot,
    add_fichier,
    remove_fichier,
    save_etape,
    turn_into_correction,
)
from spaser.web.registre.depot.views.entree import (
    HEURE,
    avec_brouillon,
    avec_depot,
    path_of_saisie,
    take_saisie,
)
from spaser.web.registre.depot.vigilance import list_vigilances
from spaser.web.registre.models import Depot, NatureDepot
from spaser.web.socle.envois import recoit
from spaser.web.socle.fichiers import ErreurFichier, serve_fichier
from spaser.web.socle.limites import check_limite
from spaser.web.socle.repetitions import focus_liste, is_turned, turn_page

# The steps that fill the sheet.

PLUS_TARD: Final = "plus_tard"
LONGUEUR: Final = 200
DEPASSE: Final = (
    "Ce brouillon a été modifié ailleurs depuis que vous avez ouvert cette page. Votre saisie est "
    "toujours là : vérifiez-la, puis enregistrez de nouveau pour la garder."
)


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def structure(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    cherche = "q" in request.GET or not (depot.contenu or {"siren", "saisie"} & set(request.GET))
    if request.method != "POST" and cherche and path_of_saisie(request) != request.path:
        return _search(request, deposant, depot)
    contenu = depot.contenu
    if "siren" in request.GET:
        contenu = {**contenu, "structure": prefill(request.GET["siren"], deposant.utilisateur)}
    return run_etape(request, deposant, depot, STRUCTURE, contenu)


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def schema(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    return run_etape(request, deposant, depot, SCHEMA, depot.contenu)


def run_etape(
    request: HttpRequest,
    deposant: Deposant,
    depot: Depot,
    etape: Etape,
    contenu: dict[str, Any],
) -> HttpResponse:
    if etape is not STRUCTURE and not depot.contenu:
        messages.info(request, "Commencez par la structure.")
        return redirect("registre:depot_structure", pk=depot.pk)
    if request.method != "POST":
        saisie = EtapeSaisie(etape, contenu, take_saisie(request))
        return show_etape(request, depot, saisie)
    donnees, liste = turn_page(request.POST, LISTES)
    saisie = EtapeSaisie(etape, contenu, donnees)
    gardee = saisie.is_valid() and keep(saisie, depot, donnees, deposant)
    if is_turned(request.POST):
        focus_liste(saisie.repetitions, liste)
    elif gardee:
        return go_on(request, depot, etape)
    return show_etape(request, depot, saisie)


def keep(saisie: EtapeSaisie, depot: Depot, donnees: dict[str, Any], deposant: Deposant) -> bool:
    """Keep a valid step; tell when the draft has changed elsewhere meanwhile."""
    version = donnees.get("version", "")
    try:
        save_etape(
            depot,
            saisie.read(),
            saisie.etape.numero,
            int(version) if version.isdecimal() else -1,
            deposant,
            timezone.now(),
        )
    except VersionDepassee:
        saisie.form.add_error(None, DEPASSE)
        return False
    finally:
        depot.refresh_from_db()
    return True


def go_on(request: HttpRequest, depot: Depot, etape: Etape) -> HttpResponse:
    if PLUS_TARD in request.POST:
        messages.success(request, "Votre brouillon est enregistré. Reprenez-le quand vous voulez.")
        return redirect("registre:depots")
    return redirect(f"registre:depot_{ETAPES[etape.numero].nom}", pk=depot.pk)


def show_etape(
    request: HttpRequest, depot: Depot, saisie: EtapeSaisie, **suite: object
) -> HttpResponse:
    etape = saisie.etape
    contexte = fil_etape(depot, etape) | {
        "saisie": saisie,
        "erreurs": saisie.erreurs if saisie.form.is_bound else [],
        "gardes": tell_listes(depot.contenu, SANS_FORMULAIRE),
    }
    return render(request, f"registre/depot/{etape.nom}.html", contexte | suite)


def fil_etape(depot: Depot, etape: Etape) -> dict[str, Any]:
    """Return what every step shows: its place among the others, and links to them."""
    suivante = ETAPES[etape.numero].titre if etape.numero < len(ETAPES) else ""
    return {
        "fil": _fil(f"{depot.nom} : {etape.titre[0].lower()}{etape.titre[1:]}"),
        "depot": depot,
        "etape": etape,
        "etapes": ETAPES,
        "suivante": suivante,
        "precedente": ETAPES[etape.numero - 2] if etape.numero > 1 else None,
    }


def _fil(page: str) -> list[tuple[str, str | None]]:
    return [
        ("Déposer un SPASER", reverse("registre:deposer")),
        ("Mes dépôts", reverse("registre:depots")),
        (page, None),
    ]


def _search(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    texte = request.GET.get("q", "").strip()[:LONGUEUR]
    siren, refus = read_recherche(texte)
    contexte = fil_etape(depot, STRUCTURE) | {
        "texte": texte,
        "refus": refus,
        "fermeture": tell_fermeture(texte) if siren else "",
        "inconnu": siren if siren and describe_siren(siren) is None else "",
        "identites": [] if refus else search_identites(texte),
        "siennes": _list_siennes(deposant),
    }
    return render(request, "registre/depot/structure_recherche.html", contexte)


def _list_siennes(deposant: Deposant) -> list[Organisation | Espace]:
    if deposant.utilisateur is None:
        return []
    siennes = organisations_of(deposant.utilisateur, Operation.DEPOSER_SPASER)
    return [*siennes.order_by("nom"), *list_essais(deposant.utilisateur)]


# The documents of a deposit: files kept here, addresses elsewhere.

ENVOYER = "envoyer"
OTER = "oter"


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(TAILLE_MAXIMUM)
def documents(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    if not depot.contenu:
        messages.info(request, "Commencez par la structure.")
        return redirect("registre:depot_structure", pk=depot.pk)
    if request.method != "POST":
        saisie = EtapeSaisie(DOCUMENTS, depot.contenu, take_saisie(request))
        return _show(request, depot, saisie, FormDocumentJoint())
    donnees, liste = turn_page(request.POST, LISTES)
    saisie = EtapeSaisie(DOCUMENTS, depot.contenu, donnees)
    form = FormDocumentJoint(request.POST, request.FILES)
    gardee = saisie.is_valid() and keep(saisie, depot, donnees, deposant)
    recu = _take(request, deposant, depot, form)
    tourne = is_turned(request.POST)
    if tourne:
        focus_liste(saisie.repetitions, liste)
    if tourne or not (gardee and recu):
        return _show(request, depot, saisie, FormDocumentJoint() if recu else form)
    if ENVOYER in request.POST or OTER in request.POST:
        return redirect(f"{reverse('registre:depot_documents', args=[depot.pk])}#fichiers")
    return go_on(request, depot, DOCUMENTS)


@avec_depot
@require_safe
def document_depose(
    request: HttpRequest, deposant: Deposant, depot: Depot, numero: int
) -> HttpResponseBase:
    garde = get_object_or_404(depot.fichiers.select_related("fichier"), pk=numero)
    return serve_fichier(garde.fichier)


def _take(request: HttpRequest, deposant: Deposant, depot: Depot, form: FormDocumentJoint) -> bool:
    """Remove the file asked for, take the one that came; say whether all went well."""
    if (oter := request.POST.get(OTER, "")).isdecimal():
        remove_fichier(depot, int(oter))
        messages.success(request, "Le fichier est retiré.")
    if not form.is_valid():
        return False
    upload = form.cleaned_data["fichier"]
    if upload is None:
        if ENVOYER in request.POST:
            form.add_error("fichier", "Choisissez d’abord un fichier.")
        return not form.errors
    check_limite("depot.fichier", deposant.cle, 100, HEURE)
    try:
        garde = add_fichier(
            depot, upload, form.cleaned_data["nature_fichier"], form.cleaned_data["titre_fichier"]
        )
    except (ErreurFichier, TropDeDocuments) as erreur:
        form.add_error("fichier", str(erreur))
        return False
    messages.success(request, f"« {garde.fichier.nom} » est reçu, son contrôle est en cours.")
    return True


def _show(
    request: HttpRequest, depot: Depot, saisie: EtapeSaisie, form: FormDocumentJoint
) -> HttpResponse:
    fichiers = depot.fichiers.select_related("fichier")
    return show_etape(request, depot, saisie, form_fichier=form, fichiers=fichiers)


# The last step, and what becomes of the deposit.

CHANGE: Final = (
    "Le dépôt a changé depuis que vous avez ouvert cette page. Relisez-le, puis envoyez-le."
)


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    spaser = depot.spaser
    if spaser is None:
        messages.info(request, envoi.INCOMPLET)
        return redirect("registre:depot_structure", pk=depot.pk)
    form = FormConsentement(request.POST or None, initial={"version": depot.version})
    if request.method == "POST" and form.is_valid():
        confirm_geste(request, "envoyer ce dépôt au registre")
        if _send(request, deposant, depot, form):
            return redirect(depot)
    doublons = list_doublons(spaser, sauf=depot.fiche)
    vigilances = list_vigilances(depot, spaser, deposant.courriel)
    contexte = fil_etape(depot, VERIFICATION) | _read_page(request, deposant, depot, spaser)
    return render(
        request,
        "registre/depot/verification.html",
        contexte | {"form": form, "doublons": doublons, "vigilances": vigilances},
    )


@avec_brouillon
@require_POST
def corriger_depot(
    request: HttpRequest, deposant: Deposant, depot: Depot, numero: int
) -> HttpResponse:
    """Make the draft the correction of a sheet that it would double."""
    doubles = list_doublons(depot.spaser) if depot.spaser else []
    fiche = next((f for f in doubles if f.pk == numero), None)
    if fiche is None or depot.nature == NatureDepot.CORRECTION:
        messages.error(request, "Cette fiche n’est pas un double de votre dépôt.")
    else:
        turn_into_correction(depot, fiche)
        messages.success(request, f"Votre dépôt corrigera la fiche de {fiche.structure}.")
    return redirect("registre:depot_verification", pk=depot.pk)


@avec_depot
@require_safe
def suivi_depot(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    ecriture = depot.est_modifiable and may_write(deposant, depot)
    contexte = {
        "fil": _fil(depot.nom),
        "depot": depot,
        "ecriture": ecriture,
        "reprise": next_etape(depot.etape),
        "histoire": read_histoire(depot),
        "fichiers": depot.fichiers.select_related("fichier"),
    }
    return render(request, "registre/depot/suivi.html", contexte)


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def abandonner(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    if request.method == "POST":
        abandon_depot(depot, deposant)
        messages.success(request, "Le brouillon est effacé.")
        return redirect("registre:depots")
    fil = [("Mes dépôts", reverse("registre:depots")), ("Effacer un brouillon", None)]
    return render(request, "registre/depot/abandonner.html", {"fil": fil, "depot": depot})


def _send(request: HttpRequest, deposant: Deposant, depot: Depot, form: FormConsentement) -> bool:
    equipe = peut(request, Operation.MODIFIER_FICHE_PUBLIEE)
    try:
        envoi.submit(depot, form.cleaned_data["version"], deposant, timezone.now(), equipe=equipe)
    except envoi.EnvoiRefuse as refus:
        form.add_error(None, str(refus))
        return False
    except VersionDepassee:
        depot.refresh_from_db()
        if depot.est_modifiable:
            form.add_error(None, CHANGE)
            form.data = request.POST.copy()
            form.data["version"] = str(depot.version)
            return False
    messages.success(request, "Votre dépôt est envoyé.")
    return True


def _read_page(
    request: HttpRequest, deposant: Deposant, depot: Depot, spaser: Spaser
) -> dict[str, Any]:
    equipe = peut(request, Operation.MODIFIER_FICHE_PUBLIEE)
    return {
        "resume": read_resume(spaser),
        "fichiers": depot.fichiers.select_related("fichier"),
        "publie": envoi.publishes_at_once(depot, deposant, equipe=equipe),
        "correction": depot.nature == NatureDepot.CORRECTION,
    }
