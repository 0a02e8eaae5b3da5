"""Follow the register: feed and alerts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from spaser.web.comptes.donnees_personnelles import keep_effacement
from spaser.web.registre.models import Alerte
from spaser.web.registre.selectors.demande import read_demande
from spaser.web.registre.suivi import (
    DESABONNEMENT,
    FormulaireAlerte,
    ask_alerte,
    confirm_alerte,
    describe_demande,
    write_flux,
)
from spaser.web.socle.jetons import JetonRefuse
from spaser.web.socle.limites import check_limite

_PAR_VISITEUR: Final = 10
_PAR_ADRESSE: Final = 5
_HEURE: Final = timedelta(hours=1)
_REFUSE: Final = 400


@require_safe
@conditional_page
def flux(request: HttpRequest) -> HttpResponse:
    contenu = write_flux(read_demande(request.GET), timezone.localdate())
    return HttpResponse(contenu, content_type="application/atom+xml; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def alerte(request: HttpRequest) -> HttpResponse:
    demande = read_demande(request.GET)
    formulaire = FormulaireAlerte(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        courriel = formulaire.cleaned_data["courriel"]
        check_limite("registre.alerte", request.META.get("REMOTE_ADDR", ""), _PAR_VISITEUR, _HEURE)
        check_limite("registre.alerte.adresse", courriel.lower(), _PAR_ADRESSE, _HEURE)
        ask_alerte(
            courriel, demande.recherche(), formulaire.cleaned_data["cadence"], timezone.now()
        )
        return redirect("registre:alerte_envoyee")
    contexte = {
        "fil": _fil("Recevoir les nouveautés"),
        "form": formulaire,
        "recherche": describe_demande(demande),
        "requete": demande.recherche(),
        "remarques": demande.remarques,
    }
    return render(request, "registre/alerte/demande.html", contexte)


@require_safe
def alerte_envoyee(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way; the same whether the alert existed or not."""
    return render(request, "registre/alerte/envoyee.html", {"fil": _fil("Confirmez votre adresse")})


@require_http_methods(["GET", "HEAD", "POST"])
def alerte_confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Start an alert by a button: software that opens every link of a mail starts nothing."""
    contexte: dict[str, Any] = {"fil": _fil("Confirmer l’alerte")}
    if request.method != "POST":
        return render(request, "registre/alerte/confirmer.html", contexte)
    try:
        trouvee = confirm_alerte(jeton, timezone.now())
    except JetonRefuse as refus:
        contexte["raison"] = refus.raison
        return render(request, "registre/alerte/refusee.html", contexte, status=_REFUSE)
    return render(request, "registre/alerte/confirmee.html", contexte | {"alerte": trouvee})


@csrf_exempt  # mail software posts here with one click (RFC 8058): the signature is the proof
@require_http_methods(["GET", "HEAD", "POST"])
def alerte_desabonner(request: HttpRequest, signature: str) -> HttpResponse:
    trouvee = DESABONNEMENT.find(signature, Alerte.objects.all())
    contexte = {"fil": _fil("Ne plus recevoir l’alerte"), "alerte": trouvee}
    if request.method == "POST" and trouvee is not None:
        with transaction.atomic():
            keep_effacement(trouvee)
            trouvee.delete()
        contexte["alerte"] = None
    return render(request, "registre/alerte/desabonner.html", contexte)


def _fil(titre: str) -> list[tuple[str, str | None]]:
    return [("Registre", reverse("registre:liste")), (titre, None)]
