"""The last step, and what becomes of the deposit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from spaser.metier.droits import Operation
from spaser.web.commun.versions import VersionDepassee
from spaser.web.organisations.acces import peut
from spaser.web.registre.depot import envoi
from spaser.web.registre.depot.deposant import may_write
from spaser.web.registre.depot.doublons import list_doublons
from spaser.web.registre.depot.formulaires.entree import FormConsentement
from spaser.web.registre.depot.formulaires.etapes import VERIFICATION, next_etape
from spaser.web.registre.depot.histoire import read_histoire
from spaser.web.registre.depot.resume import read_resume
from spaser.web.registre.depot.services import abandon_depot, turn_into_correction
from spaser.web.registre.depot.views.acces import avec_brouillon, avec_depot
from spaser.web.registre.depot.views.etapes import fil_etape
from spaser.web.registre.models import NatureDepot

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from spaser.metier.registre.fiche import Spaser
    from spaser.web.registre.depot.deposant import Deposant
    from spaser.web.registre.models import Depot

CHANGE: Final = (
    "Le dépôt a changé depuis que vous avez ouvert cette page. Relisez-le, puis envoyez-le."
)


@avec_brouillon
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request: HttpRequest, deposant: Deposant, depot: Depot) -> HttpResponse:
    """Show the whole sheet, warn of duplicates, ask for consent, send."""
    spaser = depot.spaser
    if spaser is None:
        messages.info(request, envoi.INCOMPLET)
        return redirect("registre:depot_structure", pk=depot.pk)
    form = FormConsentement(request.POST or None, initial={"version": depot.version})
    if request.method == "POST" and form.is_valid() and _send(request, deposant, depot, form):
        return redirect(depot)
    doublons = list_doublons(spaser, sauf=depot.fiche)
    contexte = fil_etape(depot, VERIFICATION) | _read_page(request, deposant, depot, spaser)
    return render(
        request, "registre/depot/verification.html", contexte | {"form": form, "doublons": doublons}
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
    """Say where a deposit stands and what comes next."""
    ecriture = depot.est_modifiable and may_write(deposant, depot)
    contexte = {
        "fil": [
            ("Déposer un SPASER", reverse("registre:deposer")),
            ("Mes dépôts", reverse("registre:depots")),
            (depot.nom, None),
        ],
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
    """Erase a draft, once confirmed."""
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
