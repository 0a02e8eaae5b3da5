"""Refuses a request too heavy before anything of it is kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from django.shortcuts import render

from spaser.web.socle.erreurs import is_programme, problem
from spaser.web.socle.fichiers.formats import MEGA, TAILLE_MAXIMUM, TAILLE_TABLEUR

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

# A file of the greatest size, a second small one and the fields of its form.
ENVOI_MAXIMUM: Final = TAILLE_TABLEUR + 5 * MEGA
STATUT: Final = 413
_BLOC: Final = 256 * 1024
_PATIENCE: Final = 10.0  # seconds
_VIDANGE: Final = 300 * MEGA


class EnvoiTropLourd:
    """Answers 413 by the announced length: Django never reads beyond it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let a request of a reasonable size through."""
        if _read_longueur(request) <= ENVOI_MAXIMUM:
            return self.get_response(request)
        _drain(request)
        return _answer(request)


def _read_longueur(request: HttpRequest) -> int:
    longueur = request.META.get("CONTENT_LENGTH") or "0"
    return int(longueur) if longueur.isdecimal() else 0


def _drain(request: HttpRequest) -> None:
    """Throw away what comes, for a moment: a browser reads no answer while it is still sending."""
    fin, jete = time.monotonic() + _PATIENCE, 0
    while time.monotonic() < fin and jete < _VIDANGE and (bloc := request.read(_BLOC)):
        jete += len(bloc)


def _answer(request: HttpRequest) -> HttpResponse:
    limite = TAILLE_MAXIMUM // MEGA
    if is_programme(request):
        return problem(STATUT, f"Cet envoi dépasse la limite de {limite} Mo.")
    contexte = {"limite": limite, "limite_tableur": TAILLE_TABLEUR // MEGA}
    return render(request, "413.html", contexte, status=STATUT)
