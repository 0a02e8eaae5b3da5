"""Opens a view to the person a deposit belongs to; keeps what she typed when she is not known."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from spaser.web.comptes.reprise import CLE_FINIE, keep_saisie
from spaser.web.comptes.suivant import add_suivant
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.registre.depot.deposant import may_write, read_deposant, visible_depots
from spaser.web.registre.depot.formulaires.entree import FormInvite

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from spaser.web.registre.depot.deposant import Deposant
    from spaser.web.registre.models import Depot

    type Vue = Callable[..., HttpResponseBase]

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
