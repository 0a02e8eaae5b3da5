"""The steps that fill the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from spaser.metier.droits import Operation
from spaser.web.commun.versions import VersionDepassee
from spaser.web.organisations.fermeture import tell_fermeture
from spaser.web.organisations.identite import describe_siren, search_identites
from spaser.web.organisations.siren import read_recherche
from spaser.web.registre.depot.deposant import organisations_of
from spaser.web.registre.depot.formulaires.etapes import (
    ETAPES,
    SCHEMA,
    STRUCTURE,
    EtapeSaisie,
    count_gardes,
)
from spaser.web.registre.depot.formulaires.listes import LISTES
from spaser.web.registre.depot.preremplissage import prefill
from spaser.web.registre.depot.services import save_etape
from spaser.web.registre.depot.views.acces import avec_brouillon, take_saisie
from spaser.web.socle.repetitions import AJOUTER, RETIRER, turn_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from spaser.web.organisations.models import Organisation
    from spaser.web.registre.depot.deposant import Deposant
    from spaser.web.registre.depot.formulaires.etapes import Etape
    from spaser.web.registre.models import Depot

PLUS_TARD: Final = "plus_tard"
LONGUEUR: Final = 200
DEPASSE: Final = (
    "Ce brouillon a été modifié ailleurs depuis que vous avez ouvert cette page. Votre saisie est "
    "toujours là : vérifiez-la, puis enregistrez de nouveau pour la garder."
)


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def structure(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    """Find the structure, then check or fill what is known of it."""
    cherche = "q" in request.GET or not (depot.contenu or {"siren", "saisie"} & set(request.GET))
    if request.method != "POST" and cherche and not has_saisie(request):
        return _search(request, deposant, depot)
    contenu = depot.contenu
    if "siren" in request.GET:
        contenu = {**contenu, "structure": prefill(request.GET["siren"])}
    return run_etape(request, deposant, depot, STRUCTURE, contenu)


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def schema(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    """Fill the scheme."""
    return run_etape(request, deposant, depot, SCHEMA, depot.contenu)


def run_etape(
    request: HttpRequest,
    deposant: Deposant,
    depot: Depot,
    etape: Etape,
    contenu: dict[str, Any],
) -> HttpResponse:
    """Show a step, turn its lines, keep it and go on."""
    if etape is not STRUCTURE and not depot.contenu:
        messages.info(request, "Commencez par la structure.")
        return redirect("registre:depot_structure", pk=depot.pk)
    if request.method != "POST":
        saisie = EtapeSaisie(etape, contenu, take_saisie(request))
        return show_etape(request, depot, saisie)
    donnees, liste = turn_page(request.POST, LISTES)
    saisie = EtapeSaisie(etape, contenu, donnees)
    gardee = saisie.is_valid() and keep(saisie, depot, donnees, deposant)
    if AJOUTER in request.POST or RETIRER in request.POST:
        saisie.focus(liste)
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
    """Go to the next step, or leave with the draft kept."""
    if PLUS_TARD in request.POST:
        messages.success(request, "Votre brouillon est enregistré. Reprenez-le quand vous voulez.")
        return redirect("registre:depots")
    return redirect(f"registre:depot_{ETAPES[etape.numero].nom}", pk=depot.pk)


def show_etape(
    request: HttpRequest, depot: Depot, saisie: EtapeSaisie, **suite: object
) -> HttpResponse:
    """Show a step."""
    etape = saisie.etape
    contexte = fil_etape(depot, etape) | {
        "saisie": saisie,
        "erreurs": saisie.erreurs if saisie.form.is_bound else [],
        "gardes": count_gardes(depot.contenu),
    }
    return render(request, f"registre/depot/{etape.nom}.html", contexte | suite)


def fil_etape(depot: Depot, etape: Etape) -> dict[str, Any]:
    """Return what every step shows: its place among the others, and links to them."""
    suivante = ETAPES[etape.numero].titre if etape.numero < len(ETAPES) else ""
    return {
        "fil": [
            ("Déposer un SPASER", reverse("registre:deposer")),
            ("Mes dépôts", reverse("registre:depots")),
            (f"{depot.nom} : {etape.titre[0].lower()}{etape.titre[1:]}", None),
        ],
        "depot": depot,
        "etape": etape,
        "etapes": ETAPES,
        "suivante": suivante,
        "precedente": ETAPES[etape.numero - 2] if etape.numero > 1 else None,
    }


def has_saisie(request: HttpRequest) -> bool:
    """Say whether something typed waits for this page."""
    return bool(request.session.get("depot_saisie", {}).get("chemin") == request.path)


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


def _list_siennes(deposant: Deposant) -> list[Organisation]:
    if deposant.utilisateur is None:
        return []
    siennes = organisations_of(deposant.utilisateur, Operation.DEPOSER_SPASER)
    return list(siennes.order_by("nom"))
