"""Middleware of every page: visitor's address, size of the body, maintenance, methods, headers."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from spaser.documents.rendus import DocumentTropLong
from spaser.donnees.envois.formats import MEGA
from spaser.web.socle.envois import RECUS
from spaser.web.socle.erreurs import answer, is_programme, problem

# Where a request really comes from, when other servers stand in front of the site.

_TRANSMIS = "HTTP_X_FORWARDED_FOR"
# What servers in front add, declared or not.
_RELAIS: Final = frozenset(
    {
        _TRANSMIS,
        "HTTP_FORWARDED",
        "HTTP_VIA",
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_X_REAL_IP",
    }
)


class AdresseReelle:
    """Read the visitor's address from what the declared proxies add, and from nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Each proxy adds one address at the end: count back as many as are declared."""
        if settings.MANDATAIRES:
            chaine = request.META.get(_TRANSMIS, "").split(",")
            adresse = chaine[-min(settings.MANDATAIRES, len(chaine))].strip()
            if _is_adresse(adresse):
                request.META["REMOTE_ADDR"] = adresse
        return self.get_response(request)


def is_local(request: HttpRequest) -> bool:
    """Tell whether the visitor is on this very machine; behind a proxy, nobody is."""
    adresse = request.META.get("REMOTE_ADDR") or ""
    relaye = bool(settings.MANDATAIRES) or not _RELAIS.isdisjoint(request.META)
    return not relaye and _is_adresse(adresse) and ipaddress.ip_address(adresse).is_loopback


def _is_adresse(texte: str) -> bool:
    try:
        ipaddress.ip_address(texte)
    except ValueError:
        return False
    return True


# The site closed for a while: one setting, one page, nothing else runs.

ATTENTE: Final = 600  # seconds before a client should come back
_OUVERTES: Final = frozenset({"/sante", "/sante/vivant", "/sante/pret"})


class Maintenance:
    """Answer 503 to everything but the pages of health while the setting says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.MAINTENANCE or request.path in _OUVERTES:
            return self.get_response(request)
        reponse = answer(request, 503, "Le site est en maintenance. Il revient bientôt.")
        reponse["Retry-After"] = str(ATTENTE)
        return reponse


# What a page does not do: Django's own answer is a blank page, or a failure.

RAISON: Final = "La demande est arrivée d’une façon que cette adresse ne prend pas."


class DemandeRefusee:
    """Answer with a page in French a method that is not taken, a document too long for its form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Put the page in place of the blank, and keep what methods are allowed."""
        reponse = self.get_response(request)
        if reponse.status_code != HTTPStatus.METHOD_NOT_ALLOWED or is_programme(request):
            return reponse
        page = answer(request, HTTPStatus.METHOD_NOT_ALLOWED, RAISON)
        page["Allow"] = reponse["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Say which form to take instead; leave other exceptions to others."""
        if not isinstance(exception, DocumentTropLong):
            return None
        raison = f"{exception.message} {exception.conseil}"
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, raison, "long")


# Headers that Django does not write: what the browser may do, and what it may keep.

# The site asks nothing of the device.
_INTERDITS: Final = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media geolocation "
    "gyroscope magnetometer microphone midi payment usb xr-spatial-tracking"
).split()
PERMISSIONS: Final = ", ".join(f"{nom}=()" for nom in _INTERDITS)


class Entetes:
    """Complete the headers of every answer; a view may have set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        reponse = self.get_response(request)
        reponse.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # On a shared machine, "back" must not show the pages of who signed out.
            reponse.headers.setdefault("Cache-Control", "private, no-store")
        return reponse


# Refuses a request too heavy before anything of it is kept.

STATUT: Final = 413
_ORDINAIRE: Final = 2_621_440  # what Django takes of a form without files
_BLOC: Final = 64 * 1024
_PATIENCE: Final = 10.0  # seconds
_VIDANGE: Final = 300 * MEGA


class EnvoiTropLourd:
    """Answers 413 by the announced length, before the protection of forms reads the body.

    A view that takes files says how much (`envois.recoit`); any other takes what a form holds.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let everything through: the view is not known yet."""
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Refuse what weighs more than the view takes."""
        recus = getattr(view_func, RECUS, 0)
        if read_longueur(request) <= recus + _ORDINAIRE:
            return None
        _drain(request)
        return answer_lourd(request, recus)


def read_longueur(request: HttpRequest) -> int:
    longueur = request.META.get("CONTENT_LENGTH") or "0"
    return int(longueur) if longueur.isdecimal() else 0


def _drain(request: HttpRequest) -> None:
    """Throw away what comes, for a moment: a browser reads no answer while it is still sending."""
    fin, jete = time.monotonic() + _PATIENCE, 0
    while time.monotonic() < fin and jete < _VIDANGE and (bloc := request.read(_BLOC)):
        jete += len(bloc)


def answer_lourd(request: HttpRequest, recus: int = 0) -> HttpResponse:
    """Answer 413: too heavy for a view that takes files of so many bytes, or for a form."""
    if is_programme(request):
        return problem(STATUT, f"Cet envoi dépasse la limite de {_ORDINAIRE / MEGA:.1f} Mo.")
    contexte = {"limite": recus // MEGA}
    return render(request, "413.html", contexte, status=STATUT)
