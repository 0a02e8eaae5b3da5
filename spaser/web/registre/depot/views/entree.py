"""Ways into a deposit: an account, an address proved by a link, a file, a sheet that exists."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.format_spaser.ecriture import write_spaser
from spaser.metier.format_spaser.lecture import read_spaser
from spaser.metier.registre.fiche import Spaser
from spaser.web.commun.versions import VersionDepassee
from spaser.web.comptes.client import read_adresse
from spaser.web.comptes.suivant import add_suivant, keep_safe
from spaser.web.organisations.acces import ouverte_a_tous
from spaser.web.registre.depot import courriels
from spaser.web.registre.depot.deposant import (
    close_invite,
    open_invite,
    read_deposant,
    visible_depots,
)
from spaser.web.registre.depot.formulaires.entree import FormFormat, FormInvite
from spaser.web.registre.depot.services import open_depot, open_depuis
from spaser.web.registre.depot.views.acces import avec_deposant, path_of_saisie
from spaser.web.registre.models import Depot, Fiche, NatureDepot
from spaser.web.registre.models.depot import MODIFIABLES
from spaser.web.socle.jetons import JetonRefuse, make_jeton, read_jeton, use_jeton
from spaser.web.socle.limites import check_limite

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from spaser.web.registre.depot.deposant import Deposant

USAGE: Final = "depot"
DUREE_LIEN: Final = timedelta(hours=24)
HEURE: Final = timedelta(hours=1)
JOUR: Final = timedelta(days=1)
DISPARU: Final = 410
TITRE: Final = "Déposer un SPASER"


@ouverte_a_tous
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page_deposer(request: HttpRequest) -> HttpResponse:
    """Say how to deposit; by POST, open a draft."""
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
    jeton = make_jeton(USAGE, courriel, DUREE_LIEN)
    en_cours = visible_depots_of(courriel)
    courriels.send_lien(courriel, jeton, "24 heures", en_cours=en_cours)
    return redirect("registre:deposer_envoye")


@ouverte_a_tous
@require_safe
def depot_envoye(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way."""
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
    """Close the access of a guest on a browser that others use."""
    close_invite(request)
    messages.success(request, "Votre accès est fermé. Vos dépôts sont gardés.")
    return redirect("registre:deposer")


@avec_deposant
@require_safe
def depots(request: HttpRequest, deposant: Deposant) -> HttpResponse:
    """List one's own deposits, and those of one's organisations."""
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
def fichier_json(request: HttpRequest, deposant: Deposant) -> HttpResponse:
    """Open a draft from a file in the open format, or list what is wrong in it."""
    form = FormFormat(request.POST or None, request.FILES or None)
    erreurs = []
    if request.method == "POST" and form.is_valid():
        lu = read_spaser(form.cleaned_data["fichier"])
        if isinstance(lu, Spaser):
            check_limite("depot.ouverture", deposant.cle, 30, JOUR)
            depot = open_depot(deposant, timezone.now(), uuid.uuid4(), write_spaser(lu))
            messages.success(request, "Votre fichier est lu. Vérifiez ce qu’il contient.")
            return redirect("registre:depot_verification", pk=depot.pk)
        erreurs = lu
    contexte = {"fil": _fil("Par un fichier"), "form": form, "fautes": erreurs}
    return render(request, "registre/depot/fichier_json.html", contexte)


@avec_deposant
@require_http_methods(["GET", "HEAD", "POST"])
def depuis(request: HttpRequest, deposant: Deposant, numero: int) -> HttpResponse:
    """Start from a published sheet: its correction, or the next edition."""
    fiche = get_object_or_404(Fiche.objects.publiees(), pk=numero)
    nature = request.POST.get("nature", "")
    if request.method == "POST" and nature in (NatureDepot.CORRECTION, NatureDepot.EDITION):
        depot = _find_depuis(deposant, fiche, NatureDepot(nature))
        if depot is None:
            check_limite("depot.ouverture", deposant.cle, 30, JOUR)
            depot = open_depuis(deposant, timezone.now(), fiche, NatureDepot(nature))
        return redirect("registre:depot_schema", pk=depot.pk)
    contexte = {"fil": _fil(fiche.structure), "fiche": fiche}
    return render(request, "registre/depot/depuis.html", contexte)


def visible_depots_of(courriel: str) -> int:
    """Count what the guest of an address has under way."""
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
    check_limite("depot.ouverture", deposant.cle, 30, JOUR)
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
