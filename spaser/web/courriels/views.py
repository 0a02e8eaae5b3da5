"""Stop the mails of a subject by the link that each of them holds; take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from spaser.web.courriels.desabonnement import Abonnement, read, resume, stop
from spaser.web.socle.limites import check_limite

_PAR_LIEN: Final = 30  # by link, since mail software posts for many from one place
_HEURE: Final = timedelta(hours=1)
_ABSENT: Final = 404


@csrf_exempt  # mail software posts here with one click (RFC 8058): the signature is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def arreter(request: HttpRequest, signe: str) -> HttpResponse:
    """Ask, by a button, whether to stop; act on a post alone: software opens every link."""
    abonnement = read(signe)
    if abonnement is not None and request.method == "POST":
        check_limite("courriels.arret", signe, _PAR_LIEN, _HEURE)
        stop(abonnement)
    return _show(request, signe, abonnement)


@never_cache
@require_POST
def reprendre(request: HttpRequest, signe: str) -> HttpResponse:
    abonnement = read(signe)
    if abonnement is None:
        return _show(request, signe, None)
    check_limite("courriels.arret", signe, _PAR_LIEN, _HEURE)
    resume(abonnement)
    return redirect("courriels:arreter", signe)


def _show(request: HttpRequest, signe: str, abonnement: Abonnement | None) -> HttpResponse:
    contexte = {
        "fil": [("Courriels du site", None)],
        "signe": signe,
        "abonnement": abonnement,
        "sujets": [sujet.label for sujet in abonnement.sujets] if abonnement else [],
        "arrete": abonnement is not None and abonnement.est_arrete,
    }
    return render(
        request, "courriels/arreter.html", contexte, status=200 if abonnement else _ABSENT
    )
