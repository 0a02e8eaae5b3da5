"""The front door of the deposit: who comes in, with which rights, and opens which draft."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
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

from spaser.donnees.boite.appel import run_bounded
from spaser.donnees.boite.modele import EN_LIGNE, ErreurBoite
from spaser.metier.format_spaser.fichier import TAILLE_MAXIMUM as OCTETS_MAX
from spaser.metier.format_spaser.fichier import FichierSpaser, read_envoi
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.client import read_adresse
from spaser.web.comptes.suivant import CLE_FINIE, add_suivant, keep_safe, keep_saisie
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.registre import courriels
from spaser.web.registre.courriels import USAGE
from spaser.web.registre.depot.deposant import (
    Deposant,
    check_ouverture,
    close_invite,
    may_write,
    open_invite,
    read_deposant,
    visible_depots,
)
from spaser.web.registre.depot.formulaires.champs import FormFormat, FormInvite
from spaser.web.registre.depot.services import open_depot, open_depuis
from spaser.web.registre.models import Depot, Fiche, NatureDepot
from spaser.web.registre.models.depot import MODIFIABLES
from spaser.web.socle.envois import recoit
from spaser.web.socle.jetons import JetonRefuse, read_jeton, use_jeton
from spaser.web.socle.limites import check_limite

type Vue = Callable[..., HttpResponseBase]

# Opens a view to the person a deposit belongs to; keeps what she typed when she is not known.

CLE_SAISIE: Final = "depot_saisie"
GARDE: Final = timedelta(hours=1)
TAILLE_MAXIMUM: Final = 200_000
INTERDIT: Final = 403


def avec_deposant(vue: Vue) -> Vue:
    """Hand the view the person at the keyboard; ask who she is otherwise."""

    @wraps(vue)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        deposant = read_deposant(request)
        if deposant is None:
            return ask_who(request)
        return vue(request, deposant=deposant, **kwargs)

    return ouverte_a_tous(never_cache(wrapped))


def avec_depot(vue: Vue) -> Vue:
    """Hand the view a deposit that this person may know of; 404 for any other."""

    @wraps(vue)
    def wrapped(
        request: HttpRequest, deposant: Deposant, pk: str, **kwargs: Any
    ) -> HttpResponseBase:
        depots = visible_depots(deposant).select_related("organisation", "fiche", "auteur")
        depot = depots.filter(pk=pk).first()
        if depot is None:
            raise Http404
        return vue(request, deposant=deposant, depot=depot, **kwargs)

    return avec_deposant(wrapped)


def avec_brouillon(vue: Vue) -> Vue:
    """Hand the view a deposit that this person may still change."""

    @wraps(vue)
    def wrapped(
        request: HttpRequest, deposant: Deposant, depot: Depot, **kwargs: Any
    ) -> HttpResponseBase:
        if not may_write(deposant, depot):
            raise PermissionDenied
        if not depot.est_modifiable:
            messages.info(request, "Ce dépôt est envoyé : il ne se modifie plus.")
            return redirect(depot)
        return vue(request, deposant=deposant, depot=depot, **kwargs)

    return avec_depot(wrapped)


def ask_who(request: HttpRequest) -> HttpResponse:
    """Ask to sign in, or for an address; what was being sent is kept."""
    if keep_saisie(request):
        return HttpResponseRedirect(add_suivant("comptes:connexion", reverse("comptes:reprise")))
    if CLE_FINIE in request.session:
        return HttpResponseRedirect(add_suivant("comptes:connexion", request.path))
    contexte = {
        "fil": [("Déposer un SPASER", reverse("registre:deposer")), ("Qui êtes-vous ?", None)],
        "form": FormInvite(),
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
    if not texte or len(texte) > TAILLE_MAXIMUM:
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
@require_http_methods(["GET", "HEAD", "POST"])
def page_deposer(request: HttpRequest) -> HttpResponse:
    deposant = read_deposant(request)
    if request.method == "POST":
        return _open(request)
    contexte = {
        "fil": [(TITRE, None)],
        "deposant": deposant,
        "cle": uuid.uuid4(),
        "form_invite": FormInvite(),
        "form_fichier": FormFormat(),
        "brouillons": _list_brouillons(deposant),
    }
    return render(request, "registre/depot/deposer.html", contexte)


@ouverte_a_tous
@never_cache
@require_POST
def deposer_sans_compte(request: HttpRequest) -> HttpResponse:
    """Write to the address given; say the same thing whatever is known of it."""
    form = FormInvite(request.POST)
    if not form.is_valid():
        contexte = {"fil": _fil("Votre adresse"), "form": form, "gardee": False}
        return render(request, "registre/depot/acces.html", contexte)
    courriel = form.cleaned_data["courriel"]
    check_limite("depot.invite", read_adresse(request), 20, HEURE)
    check_limite("depot.invite.adresse", courriel, 5, HEURE)
    courriels.send_lien(courriel, courriel, visible_depots_of(courriel))
    return redirect("registre:deposer_envoye")


@ouverte_a_tous
@require_safe
def depot_envoye(request: HttpRequest) -> HttpResponse:
    return render(request, "registre/depot/lien_envoye.html", {"fil": _fil("Message envoyé")})


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lien(request: HttpRequest, jeton: str) -> HttpResponse:
    """Take the link of a mail: a click on the page uses it, not its mere opening."""
    try:
        if request.method != "POST":
            contexte = {"fil": _fil("Votre lien"), "courriel": read_jeton(USAGE, jeton)}
            return render(request, "registre/depot/lien.html", contexte)
        courriel = use_jeton(USAGE, jeton)
    except JetonRefuse as refus:
        refuse = {"fil": _fil("Votre lien"), "raison": refus.raison, "form": FormInvite()}
        return render(request, "registre/depot/lien_refuse.html", refuse, status=DISPARU)
    open_invite(request, courriel)
    return redirect(keep_safe(request, path_of_saisie(request)) or "registre:depots")


@ouverte_a_tous
@require_POST
def quitter_depot(request: HttpRequest) -> HttpResponse:
    close_invite(request)
    messages.success(request, "Votre accès est fermé. Vos dépôts sont gardés.")
    return redirect("registre:deposer")


@avec_deposant
@require_safe
def depots(request: HttpRequest, deposant: Deposant) -> HttpResponse:
    siens = visible_depots(deposant).select_related("organisation", "fiche", "auteur")
    contexte = {
        "fil": _fil("Mes dépôts"),
        "deposant": deposant,
        "depots": siens.order_by("-modifie_le"),
        "cle": uuid.uuid4(),
    }
    return render(request, "registre/depot/depots.html", contexte)


@avec_deposant
@require_http_methods(["GET", "HEAD", "POST"])
@recoit(OCTETS_MAX)
def fichier_json(request: HttpRequest, deposant: Deposant) -> HttpResponse:
    form = FormFormat(request.POST or None, request.FILES or None)
    lu = _read_fichier(form) if request.method == "POST" and form.is_valid() else None
    if lu and lu.fiche is not None:
        check_ouverture(deposant)
        depot = open_depot(deposant, timezone.now(), uuid.uuid4(), lu.fiche)
        messages.success(request, "Votre fichier est lu. Vérifiez ce qu’il contient.")
        return redirect("registre:depot_verification", pk=depot.pk)
    contexte = {"fil": _fil("Par un fichier"), "form": form, "fautes": lu.fautes if lu else ()}
    return render(request, "registre/depot/fichier_json.html", contexte)


def _read_fichier(form: FormFormat) -> FichierSpaser | None:
    try:
        return run_bounded(EN_LIGNE, read_envoi, form.cleaned_data["fichier"])
    except ErreurBoite as refus:
        form.add_error("fichier", f"{refus.message} {refus.remede}")
        return None


@avec_deposant
@require_http_methods(["GET", "HEAD", "POST"])
def depuis(request: HttpRequest, deposant: Deposant, numero: int) -> HttpResponse:
    fiche = get_object_or_404(Fiche.objects.publiees(), pk=numero)
    nature = request.POST.get("nature", "")
    if request.method == "POST" and nature in (NatureDepot.CORRECTION, NatureDepot.EDITION):
        depot = _find_depuis(deposant, fiche, NatureDepot(nature))
        if depot is None:
            check_ouverture(deposant)
            depot = open_depuis(deposant, timezone.now(), fiche, NatureDepot(nature))
        return redirect("registre:depot_schema", pk=depot.pk)
    contexte = {"fil": _fil(fiche.structure), "fiche": fiche}
    return render(request, "registre/depot/depuis.html", contexte)


def visible_depots_of(courriel: str) -> int:
    siens = Depot.objects.filter(auteur=None, organisation=None, courriel=courriel)
    return siens.filter(etat__in=MODIFIABLES).count()


def _open(request: HttpRequest) -> HttpResponse:
    deposant = read_deposant(request)
    if deposant is None:
        return redirect(add_suivant("comptes:connexion", reverse("registre:deposer")))
    try:
        cle = uuid.UUID(request.POST.get("cle", ""))
    except ValueError:
        cle = uuid.uuid4()
    check_ouverture(deposant)
    try:
        depot = open_depot(deposant, timezone.now(), cle)
    except VersionDepassee:
        depot = open_depot(deposant, timezone.now(), uuid.uuid4())
    return redirect("registre:depot_structure", pk=depot.pk)


def _list_brouillons(deposant: Deposant | None) -> list[Depot]:
    siens = visible_depots(deposant).filter(etat__in=MODIFIABLES)
    return list(siens.order_by("-modifie_le")[:5])


def _find_depuis(deposant: Deposant, fiche: Fiche, nature: NatureDepot) -> Depot | None:
    """Return the draft already open from this sheet: a second click opens no second one."""
    champ = "modele" if nature is NatureDepot.EDITION else "fiche"
    siens = visible_depots(deposant).filter(etat__in=MODIFIABLES, nature=nature, **{champ: fiche})
    return siens.first()


def _fil(page: str) -> list[tuple[str, str | None]]:
    return [(TITRE, reverse("registre:deposer")), (page, None)]
