"""What is answered when a page cannot be: a page in French, or JSON under /api/."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from spaser.web.socle.taches.verrous import is_passagere, is_plein
from spaser.web.socle.traces import read_demande

# Rendered without the request: neither the database nor a context processor can fail them.
_SANS_CONTEXTE: Final = frozenset({400, 500, 503, 507})
PLEIN: Final = (
    "Le serveur ne peut rien garder pour l’instant\u00a0: votre envoi n’est pas enregistré."
)
PROBLEME: Final = "application/problem+json"
_TITRES: Final = {
    400: "Demande illisible",
    403: "Accès refusé",
    404: "Adresse introuvable",
    405: "Méthode refusée",
    406: "Format indisponible",
    410: "Ressource retirée",
    413: "Envoi trop lourd",
    422: "Paramètre refusé",
    429: "Trop de demandes",
    500: "Panne du site",
    503: "Site en maintenance",
    507: "Plus de place",
}


# What a page of error is called where programs are told otherwise, and what to do then.
_PAGES: Final = {
    "403": ("Accès refusé", "L’administration de votre organisation donne le rôle nécessaire."),
    "403_csrf": ("Formulaire expiré", "Revenez en arrière, rechargez la page, et renvoyez-la."),
    "404": (
        "Page introuvable",
        "Vérifiez-la. Si un lien du site y mène, elle a été retirée, ou vous n’y avez pas accès.",
    ),
    "long": (
        "Document trop long",
        "Votre traitement de texte en fera un PDF.",
    ),
    "405": (
        "Cette page ne s’ouvre pas ainsi",
        "Revenez à la page qui porte ce formulaire, et renvoyez-le. Rien d’enregistré n’est perdu.",
    ),
}


def is_programme(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def problem(statut: int, detail: str, **complements: Any) -> JsonResponse:
    """Answer one error to a program, as RFC 9457 has it."""
    titre = _TITRES.get(statut) or HTTPStatus(statut).phrase
    contenu = {"type": "about:blank", "title": titre, "status": statut, "detail": detail}
    return JsonResponse(
        contenu | complements,
        status=statut,
        content_type=PROBLEME,
        json_dumps_params={"ensure_ascii": False},
    )


def answer(request: HttpRequest, statut: int, raison: str, page: str = "") -> HttpResponse:
    """Answer one error in the form that this visitor reads."""
    if is_programme(request):
        return problem(statut, raison)
    contexte = {"raison": raison, "marque": settings.MARQUE, "reference": read_demande()}
    page = page or str(statut)
    if page in _PAGES:
        contexte["titre"], contexte["suite"] = _PAGES[page]
    gabarit = "socle/erreur.html" if page in _PAGES else f"{page}.html"
    avec = None if statut in _SANS_CONTEXTE else request
    return HttpResponse(
        render_to_string(gabarit, contexte | {"numero": statut}, request=avec), status=statut
    )


def refuse_demande(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: what was sent cannot be read; 413 when it is a text that no form holds."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, 413, "Le texte envoyé dépasse 2,5 Mo.")
    return answer(request, 400, "La demande n’a pas pu être lue.")


def refuse_acces(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403, with the reason that the view gave."""
    return answer(request, 403, str(exception) or "Vous n’avez pas le droit de faire cela.")


def refuse_csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form that comes from an old page or from elsewhere."""
    raison = "Ce formulaire n’est pas pris en compte : il a expiré, ou les cookies sont refusés."
    return answer(request, 403, raison, "403_csrf")


def tell_absente(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; what the address hides is never said."""
    return answer(request, 404, "Cette adresse ne mène à rien.")


class BaseTenue(HttpResponse):
    """The answer of a view that a locked database or a full disk prevented (see `Attente`)."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, *, plein: bool = False) -> None:
        super().__init__()
        self.plein = plein


def tell_panne(request: HttpRequest) -> HttpResponse:
    """Answer 500, without touching what may be broken."""
    if is_passagere(sys.exception()):
        return BaseTenue(plein=is_plein(sys.exception()))
    return answer(request, 500, "Le site a rencontré un problème.")
