"""Filling a deposit step by step, its documents, then its reading over and sending."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.moteur.boite.appel import run_bounded
from spaser.moteur.boite.modele import EN_LIGNE, ErreurBoite
from spaser.moteur.envois.formats import TAILLE_MAXIMUM as FICHIER_MAX
from spaser.moteur.envois.formats import ErreurFichier
from spaser.regles.droits import Operation
from spaser.regles.fiche import Spaser
from spaser.regles.format_spaser import TAILLE_MAXIMUM as OCTETS_MAX
from spaser.regles.format_spaser import FichierSpaser, read_envoi
from spaser.site.comptes import sessions
from spaser.site.comptes.views import confirm_geste
from spaser.site.organisations import identite
from spaser.site.organisations.acces import ouverte_a_tous, peut
from spaser.site.organisations.espaces import tell_fermeture
from spaser.site.organisations.models import Espace, Organisation
from spaser.site.registre import courriels
from spaser.site.registre.depot import champs_fiche, envoi, forms, services
from spaser.site.registre.models import MODIFIABLES, Depot, Fiche, NatureDepot
from spaser.site.socle import versions
from spaser.site.socle.fichiers import serve_fichier
from spaser.site.socle.jetons import JetonRefuse, read_jeton, use_jeton
from spaser.site.socle.requetes import check_limite, recoit
from spaser.site.socle.vues import Rendu, shows

# --- The front door of the deposit: who comes in, with which rights, and opens which draft ---


type Vue = Callable[..., HttpResponseBase]

# Opens a view to the person a deposit belongs to; keeps what she typed when she is not known.

CLE_SAISIE: Final = "depot_saisie"
GARDE: Final = timedelta(hours=1)
SAISIE_MAX: Final = 200_000
INTERDIT: Final = 403


def avec_deposant(vue: Vue) -> Vue:
    """Hand the view the person at the keyboard; ask who she is otherwise."""

    @wraps(vue)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        deposant = services.read_deposant(request)
        if deposant is None:
            return ask_who(request)
        return vue(request, deposant=deposant, **kwargs)

    return ouverte_a_tous(never_cache(wrapped))


def avec_depot(vue: Vue) -> Vue:
    """Hand the view a deposit that this person may know of; 404 for any other."""

    @wraps(vue)
    def wrapped(
        request: HttpRequest, deposant: services.Deposant, pk: str, **kwargs: Any
    ) -> HttpResponseBase:
        depot = get_object_or_404(services.visible_depots(deposant), pk=pk)
        return vue(request, deposant=deposant, depot=depot, **kwargs)

    return avec_deposant(wrapped)


def avec_brouillon(vue: Vue) -> Vue:
    """Hand the view a deposit that this person may still change."""

    @wraps(vue)
    def wrapped(
        request: HttpRequest, deposant: services.Deposant, depot: Depot, **kwargs: Any
    ) -> HttpResponseBase:
        if not services.may_write(deposant, depot):
            raise PermissionDenied
        if not depot.est_modifiable:
            messages.info(request, "Ce dépôt est envoyé : il ne se modifie plus.")
            return redirect(depot)
        return vue(request, deposant=deposant, depot=depot, **kwargs)

    return avec_depot(wrapped)


def ask_who(request: HttpRequest) -> HttpResponse:
    """Ask to sign in, or for an address; what was being sent is kept."""
    if sessions.keep_saisie(request):
        return HttpResponseRedirect(
            sessions.add_suivant("comptes:connexion", reverse("comptes:reprise"))
        )
    if sessions.CLE_FINIE in request.session:
        return HttpResponseRedirect(sessions.add_suivant("comptes:connexion", request.path))
    contexte = {
        "fil": _fil("Qui êtes-vous ?"),
        "form": champs_fiche.FormInvite(),
        "suivant": request.path,
        "gardee": _keep(request),
    }
    return render(request, "registre/depot/acces.html", contexte, status=INTERDIT)


def take_saisie(request: HttpRequest) -> QueryDict | None:
    """Return what a guest was sending to this very page when she stopped being known."""
    saisie = request.session.get(CLE_SAISIE)
    if saisie is None or saisie["chemin"] != request.path:
        return None
    del request.session[CLE_SAISIE]
    if timezone.now() - datetime.fromisoformat(saisie["le"]) >= GARDE:
        return None
    return QueryDict(saisie["champs"])


def path_of_saisie(request: HttpRequest) -> str:
    """Return the page where something kept waits for a guest."""
    chemin: str = request.session.get(CLE_SAISIE, {}).get("chemin", "")
    return chemin


def _keep(request: HttpRequest) -> bool:
    if request.method != "POST":
        return False
    champs = request.POST.copy()
    champs.pop("csrfmiddlewaretoken", None)
    texte = champs.urlencode()
    if not texte or len(texte) > SAISIE_MAX:
        return False
    request.session[CLE_SAISIE] = {
        "chemin": request.path,
        "champs": texte,
        "le": timezone.now().isoformat(),
    }
    return True


# Ways into a deposit: an account, an address proved by a link, a file, a sheet that exists.

HEURE: Final = timedelta(hours=1)
DISPARU: Final = 410
TITRE: Final = "Déposer un SPASER"


@ouverte_a_tous
@never_cache
@shows("registre/depot/deposer.html", envoi=True)
def page_deposer(request: HttpRequest) -> Rendu:
    deposant = services.read_deposant(request)
    if request.method == "POST":
        return _open(request)
    return {
        "fil": [(TITRE, None)],
        "deposant": deposant,
        "cle": uuid.uuid4(),
        "form_invite": champs_fiche.FormInvite(),
        "form_fichier": champs_fiche.FormFormat(),
        "brouillons": _list_brouillons(deposant),
    }


@ouverte_a_tous
@never_cache
@require_POST
def deposer_sans_compte(request: HttpRequest) -> HttpResponse:
    """Write to the address given; say the same thing whatever is known of it."""
    form = champs_fiche.FormInvite(request.POST)
    if not form.is_valid():
        contexte = {"fil": _fil("Votre adresse"), "form": form, "gardee": False}
        return render(request, "registre/depot/acces.html", contexte)
    courriel = form.cleaned_data["courriel"]
    check_limite("depot.invite", sessions.read_adresse(request), 20, HEURE)
    check_limite("depot.invite.adresse", courriel, 5, HEURE)
    courriels.send_lien(courriel, courriel, visible_depots_of(courriel))
    return redirect("registre:deposer_envoye")


@ouverte_a_tous
@shows("registre/depot/lien_envoye.html")
def depot_envoye(request: HttpRequest) -> Rendu:
    return {"fil": _fil("Message envoyé")}


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """Take the link of a mail: a click on the page uses it, not its mere opening."""
    try:
        if request.method != "POST":
            contexte = {
                "fil": _fil("Votre lien"),
                "courriel": read_jeton(courriels.USAGE, jeton),
            }
            return render(request, "registre/depot/lien.html", contexte)
        courriel = use_jeton(courriels.USAGE, jeton)
    except JetonRefuse as refus:
        refuse = {
            "fil": _fil("Votre lien"),
            "raison": refus.raison,
            "form": champs_fiche.FormInvite(),
        }
        return render(request, "registre/depot/lien_refuse.html", refuse, status=DISPARU)
    services.open_invite(request, courriel)
    return redirect(sessions.keep_safe(request, path_of_saisie(request)) or "registre:depots")


@ouverte_a_tous
@require_POST
def quitter_depot(request: HttpRequest) -> HttpResponse:
    services.close_invite(request)
    messages.success(request, "Votre accès est fermé. Vos dépôts sont gardés.")
    return redirect("registre:deposer")


@avec_deposant
@shows("registre/depot/depots.html")
def depots(request: HttpRequest, deposant: services.Deposant) -> Rendu:
    return {
        "fil": _fil("Mes dépôts"),
        "deposant": deposant,
        "depots": services.visible_depots(deposant).order_by("-modifie_le"),
        "cle": uuid.uuid4(),
    }


@avec_deposant
@recoit(OCTETS_MAX)
@shows("registre/depot/fichier_json.html", envoi=True)
def fichier_json(request: HttpRequest, deposant: services.Deposant) -> Rendu:
    form = champs_fiche.FormFormat(request.POST or None, request.FILES or None)
    lu = _read_fichier(form) if request.method == "POST" and form.is_valid() else None
    if lu and lu.fiche is not None:
        services.check_ouverture(deposant)
        depot = services.open_depot(deposant, timezone.now(), uuid.uuid4(), lu.fiche)
        messages.success(request, "Votre fichier est lu. Vérifiez ce qu’il contient.")
        return redirect("registre:depot_verification", pk=depot.pk)
    return {
        "fil": _fil("Par un fichier"),
        "form": form,
        "fautes": lu.fautes if lu else (),
    }


def _read_fichier(form: champs_fiche.FormFormat) -> FichierSpaser | None:
    try:
        return run_bounded(EN_LIGNE, read_envoi, form.cleaned_data["fichier"])
    except ErreurBoite as refus:
        form.add_error("fichier", f"{refus.message} {refus.remede}")
        return None


@avec_deposant
@shows("registre/depot/depuis.html", envoi=True)
def depuis(request: HttpRequest, deposant: services.Deposant, numero: int) -> Rendu:
    fiche = get_object_or_404(Fiche.objects.publiees(), pk=numero)
    nature = request.POST.get("nature", "")
    if request.method == "POST" and nature in (NatureDepot.CORRECTION, NatureDepot.EDITION):
        depot = _find_depuis(deposant, fiche, NatureDepot(nature))
        if depot is None:
            services.check_ouverture(deposant)
            depot = services.open_depuis(deposant, timezone.now(), fiche, NatureDepot(nature))
        return redirect("registre:depot_schema", pk=depot.pk)
    return {"fil": _fil(fiche.structure), "fiche": fiche}


def visible_depots_of(courriel: str) -> int:
    siens = Depot.objects.filter(auteur=None, organisation=None, courriel=courriel)
    return siens.filter(etat__in=MODIFIABLES).count()


def _open(request: HttpRequest) -> HttpResponse:
    deposant = services.read_deposant(request)
    if deposant is None:
        return redirect(sessions.add_suivant("comptes:connexion", reverse("registre:deposer")))
    try:
        cle = uuid.UUID(request.POST.get("cle", ""))
    except ValueError:
        cle = uuid.uuid4()
    services.check_ouverture(deposant)
    try:
        depot = services.open_depot(deposant, timezone.now(), cle)
    except versions.VersionDepassee:
        depot = services.open_depot(deposant, timezone.now(), uuid.uuid4())
    return redirect("registre:depot_structure", pk=depot.pk)


def _list_brouillons(deposant: services.Deposant | None) -> list[Depot]:
    siens = services.visible_depots(deposant).filter(etat__in=MODIFIABLES)
    return list(siens.order_by("-modifie_le")[:5])


def _find_depuis(deposant: services.Deposant, fiche: Fiche, nature: NatureDepot) -> Depot | None:
    """Return the draft already open from this sheet: a second click opens no second one."""
    champ = "modele" if nature is NatureDepot.EDITION else "fiche"
    siens = services.visible_depots(deposant).filter(
        etat__in=MODIFIABLES, nature=nature, **{champ: fiche}
    )
    return siens.first()


def _fil(page: str, *avant: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    return [(TITRE, reverse("registre:deposer")), *avant, (page, None)]


def _fil_etapes(page: str) -> list[tuple[str, str | None]]:
    return _fil(page, ("Mes dépôts", reverse("registre:depots")))


# The steps that fill the sheet.

PLUS_TARD: Final = "plus_tard"
LONGUEUR: Final = 200
DEPASSE: Final = (
    "Ce brouillon a été modifié ailleurs depuis que vous avez ouvert cette page. Votre saisie est "
    "toujours là : vérifiez-la, puis enregistrez de nouveau pour la garder."
)


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def etape_structure(
    request: HttpRequest, deposant: services.Deposant, depot: Depot
) -> HttpResponse:
    cherche = "q" in request.GET or not (depot.contenu or {"siren", "saisie"} & set(request.GET))
    if request.method != "POST" and cherche and path_of_saisie(request) != request.path:
        texte = request.GET.get("q", "").strip()[:LONGUEUR]
        siren, refus = identite.read_siren_cherche(texte)
        contexte = fil_etape(depot, forms.STRUCTURE) | {
            "texte": texte,
            "refus": refus,
            "fermeture": tell_fermeture(texte) if siren else "",
            "inconnu": siren if siren and identite.describe_siren(siren) is None else "",
            "identites": [] if refus else identite.search_identites(texte),
            "siennes": _list_siennes(deposant),
        }
        return render(request, "registre/depot/structure_recherche.html", contexte)
    contenu = depot.contenu
    if "siren" in request.GET:
        contenu = {
            **contenu,
            "structure": envoi.prefill(request.GET["siren"], deposant.utilisateur),
        }
    return run_etape(request, deposant, depot, forms.STRUCTURE, contenu)


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def etape_schema(request: HttpRequest, deposant: services.Deposant, depot: Depot) -> HttpResponse:
    return run_etape(request, deposant, depot, forms.SCHEMA, depot.contenu)


def run_etape(
    request: HttpRequest,
    deposant: services.Deposant,
    depot: Depot,
    etape: forms.EtapeDepot,
    contenu: dict[str, Any],
    joint: champs_fiche.FormDocumentJoint | None = None,
) -> HttpResponse:
    """Show a step, or keep it and go on; `joint` asks for a file beside it."""
    if etape is not forms.STRUCTURE and not depot.contenu:
        messages.info(request, "Commencez par la structure.")
        return redirect("registre:depot_structure", pk=depot.pk)
    if request.method != "POST":
        saisie = forms.EtapeSaisie(etape, contenu, take_saisie(request))
        return show_etape(request, depot, saisie, joint)
    donnees, liste = versions.turn_page(request.POST, forms.LISTES)
    saisie = forms.EtapeSaisie(etape, contenu, donnees)
    gardee = saisie.is_valid() and keep_etape(saisie, depot, donnees, deposant)
    recu = joint is None or _take(request, deposant, depot, joint)
    if versions.is_turned(request.POST):
        versions.focus_liste(saisie.repetitions, liste)
    elif gardee and recu:
        return go_on(request, depot, etape)
    return show_etape(
        request, depot, saisie, champs_fiche.FormDocumentJoint() if joint and recu else joint
    )


def keep_etape(
    saisie: forms.EtapeSaisie, depot: Depot, donnees: dict[str, Any], deposant: services.Deposant
) -> bool:
    """Keep a valid step; tell when the draft has changed elsewhere meanwhile."""
    version = donnees.get("version", "")
    try:
        services.save_etape(
            depot,
            saisie.read(),
            saisie.etape.numero,
            int(version) if version.isdecimal() else -1,
            deposant,
            timezone.now(),
        )
    except versions.VersionDepassee:
        saisie.form.add_error(None, DEPASSE)
        return False
    finally:
        depot.refresh_from_db()
    return True


def go_on(request: HttpRequest, depot: Depot, etape: forms.EtapeDepot) -> HttpResponse:
    if PLUS_TARD in request.POST:
        messages.success(request, "Votre brouillon est enregistré. Reprenez-le quand vous voulez.")
        return redirect("registre:depots")
    if ENVOYER in request.POST or OTER in request.POST:
        return redirect(f"{reverse('registre:depot_documents', args=[depot.pk])}#fichiers")
    return redirect(f"registre:depot_{forms.ETAPES[etape.numero].nom}", pk=depot.pk)


def show_etape(
    request: HttpRequest,
    depot: Depot,
    saisie: forms.EtapeSaisie,
    joint: champs_fiche.FormDocumentJoint | None,
) -> HttpResponse:
    etape = saisie.etape
    contexte = fil_etape(depot, etape) | {
        "saisie": saisie,
        "erreurs": saisie.erreurs if saisie.form.is_bound else [],
        "gardes": envoi.tell_listes(depot.contenu, envoi.SANS_FORMULAIRE),
        "form_fichier": joint,
        "fichiers": depot.fichiers.select_related("fichier"),
    }
    return render(request, f"registre/depot/{etape.nom}.html", contexte)


def fil_etape(depot: Depot, etape: forms.EtapeDepot) -> dict[str, Any]:
    """Return what every step shows: its place among the others, and links to them."""
    suivante = forms.ETAPES[etape.numero].titre if etape.numero < len(forms.ETAPES) else ""
    return {
        "fil": _fil_etapes(f"{depot.nom} : {etape.titre[0].lower()}{etape.titre[1:]}"),
        "depot": depot,
        "etape": etape,
        "etapes": forms.ETAPES,
        "suivante": suivante,
        "precedente": forms.ETAPES[etape.numero - 2] if etape.numero > 1 else None,
    }


def _list_siennes(deposant: services.Deposant) -> list[Organisation | Espace]:
    if deposant.utilisateur is None:
        return []
    siennes = services.organisations_of(deposant.utilisateur, Operation.DEPOSER_SPASER)
    return [*siennes.order_by("nom"), *identite.list_espaces_essai(deposant.utilisateur)]


# The documents of a deposit: files kept here, addresses elsewhere.

ENVOYER = "envoyer"
OTER = "oter"


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(FICHIER_MAX)
def documents(request: HttpRequest, deposant: services.Deposant, depot: Depot) -> HttpResponse:
    envoye = (request.POST, request.FILES) if request.method == "POST" else ()
    joint = champs_fiche.FormDocumentJoint(*envoye)
    return run_etape(request, deposant, depot, forms.DOCUMENTS, depot.contenu, joint)


@avec_depot
@require_safe
def document_depose(
    request: HttpRequest, deposant: services.Deposant, depot: Depot, numero: int
) -> HttpResponseBase:
    garde = get_object_or_404(depot.fichiers.select_related("fichier"), pk=numero)
    return serve_fichier(garde.fichier)


def _take(
    request: HttpRequest,
    deposant: services.Deposant,
    depot: Depot,
    form: champs_fiche.FormDocumentJoint,
) -> bool:
    """Remove the file asked for, take the one that came; say whether all went well."""
    if (oter := request.POST.get(OTER, "")).isdecimal():
        services.remove_fichier(depot, int(oter))
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
        garde = services.add_fichier(
            depot, upload, form.cleaned_data["nature_fichier"], form.cleaned_data["titre_fichier"]
        )
    except (ErreurFichier, services.TropDeDocuments) as erreur:
        form.add_error("fichier", str(erreur))
        return False
    messages.success(request, f"« {garde.fichier.nom} » est reçu, son contrôle est en cours.")
    return True


# The last step, and what becomes of the deposit.

CHANGE: Final = (
    "Le dépôt a changé depuis que vous avez ouvert cette page. Relisez-le, puis envoyez-le."
)


@avec_brouillon
@shows("registre/depot/verification.html", envoi=True)
def verification(request: HttpRequest, deposant: services.Deposant, depot: Depot) -> Rendu:
    spaser = depot.spaser
    if spaser is None:
        messages.info(request, envoi.INCOMPLET)
        return redirect("registre:depot_structure", pk=depot.pk)
    form = champs_fiche.FormConsentement(request.POST or None, initial={"version": depot.version})
    if request.method == "POST" and form.is_valid():
        confirm_geste(request, "envoyer ce dépôt au registre")
        if _send(request, deposant, depot, form):
            return redirect(depot)
    doublons = envoi.list_doublons(spaser, sauf=depot.fiche)
    vigilances = services.list_vigilances(depot, spaser, deposant.courriel)
    contexte = fil_etape(depot, forms.VERIFICATION) | _read_page(request, deposant, depot, spaser)
    return contexte | {"form": form, "doublons": doublons, "vigilances": vigilances}


@avec_brouillon
@require_POST
def corriger_depot(
    request: HttpRequest, deposant: services.Deposant, depot: Depot, numero: int
) -> HttpResponse:
    """Make the draft the correction of a sheet that it would double."""
    doubles = envoi.list_doublons(depot.spaser) if depot.spaser else []
    fiche = next((f for f in doubles if f.pk == numero), None)
    if fiche is None or depot.nature == NatureDepot.CORRECTION:
        messages.error(request, "Cette fiche n’est pas un double de votre dépôt.")
    else:
        services.turn_into_correction(depot, fiche)
        messages.success(request, f"Votre dépôt corrigera la fiche de {fiche.structure}.")
    return redirect("registre:depot_verification", pk=depot.pk)


@avec_depot
@shows("registre/depot/suivi.html")
def suivi_depot(request: HttpRequest, deposant: services.Deposant, depot: Depot) -> Rendu:
    ecriture = depot.est_modifiable and services.may_write(deposant, depot)
    return {
        "fil": _fil_etapes(depot.nom),
        "depot": depot,
        "ecriture": ecriture,
        "reprise": forms.next_etape(depot.etape),
        "histoire": envoi.read_histoire(depot),
        "fichiers": depot.fichiers.select_related("fichier"),
    }


@avec_brouillon
@shows("registre/depot/abandonner.html", envoi=True)
def abandonner_brouillon(request: HttpRequest, deposant: services.Deposant, depot: Depot) -> Rendu:
    if request.method == "POST":
        services.abandon_depot(depot, deposant)
        messages.success(request, "Le brouillon est effacé.")
        return redirect("registre:depots")
    fil = [("Mes dépôts", reverse("registre:depots")), ("Effacer un brouillon", None)]
    return {"fil": fil, "depot": depot}


def _send(
    request: HttpRequest,
    deposant: services.Deposant,
    depot: Depot,
    form: champs_fiche.FormConsentement,
) -> bool:
    equipe = peut(request, Operation.MODIFIER_FICHE_PUBLIEE)
    try:
        envoi.submit(depot, form.cleaned_data["version"], deposant, timezone.now(), equipe=equipe)
    except envoi.EnvoiRefuse as refus:
        form.add_error(None, str(refus))
        return False
    except versions.VersionDepassee:
        depot.refresh_from_db()
        if depot.est_modifiable:
            versions.ask_again(form, CHANGE, depot.version)
            return False
    messages.success(request, "Votre dépôt est envoyé.")
    return True


def _read_page(
    request: HttpRequest, deposant: services.Deposant, depot: Depot, spaser: Spaser
) -> dict[str, Any]:
    equipe = peut(request, Operation.MODIFIER_FICHE_PUBLIEE)
    return {
        "resume": envoi.read_resume(spaser),
        "fichiers": depot.fichiers.select_related("fichier"),
        "publie": envoi.publishes_at_once(depot, deposant, equipe=equipe),
        "correction": depot.nature == NatureDepot.CORRECTION,
    }
