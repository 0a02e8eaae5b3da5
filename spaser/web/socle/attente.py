"""What a request does when the database takes no write: try again, then give back what was typed.

A locked database is tried again; a full disk is not.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from functools import partial
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from typing import Final, cast

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string

from spaser.web.socle.erreurs import PLEIN, BaseTenue, is_programme, problem
from spaser.web.socle.taches.verrous import is_passagere, is_plein, list_essais

DANS: Final = 5  # seconds before a program should ask again
_LECTURES: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SANS_ECRIRE: Final = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "SET")
_CORPS: Final = frozenset({"_body", "_post", "_files"})
_JETON: Final = "csrfmiddlewaretoken"
_SECRET: Final = "mot_de_passe"  # noqa: S105 - in the name of a field, never written back
_RAISON: Final = "Le site est occupé. Renvoyez cette demande dans un instant."


class Attente:
    """Runs a request again while the database is locked, as long as it has written nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; once the time to wait is over, answer with a page that holds what was typed."""
        suivi, debut = _Suivi(), set(vars(request))
        with connection.execute_wrapper(suivi):
            reponse = self.get_response(request)
            with closing(list_essais()) as essais:
                while isinstance(reponse, BaseTenue) and not (reponse.plein or suivi.a_ecrit):
                    if not _restore(request, debut) or not next(essais, None):
                        break
                    reponse = self.get_response(request)
        if isinstance(reponse, BaseTenue):
            return _give_back(request, plein=reponse.plein, en_partie=suivi.a_ecrit)
        return reponse

    def process_exception(self, request: HttpRequest, exception: Exception) -> BaseTenue | None:
        """Mark the answer of a view that could not write; other exceptions are not handled here."""
        return BaseTenue(plein=is_plein(exception)) if is_passagere(exception) else None


class _Suivi:
    """Watches the queries of a request, to tell whether anything was committed since then."""

    def __init__(self) -> None:
        self._hors_bloc, self._avant = False, _count_finies()

    def __call__(self, execute: Callable[..., object], sql: str, *suite: object) -> object:
        """Watch the statements run outside of a transaction: each is committed by itself."""
        rendu = execute(sql, *suite)
        if not connection.in_atomic_block and not str(sql).startswith(_SANS_ECRIRE):
            self._hors_bloc = True
        return rendu

    @property
    def a_ecrit(self) -> bool:
        """Tell whether running the same again would write twice."""
        return self._hors_bloc or _count_finies() > self._avant


def _count_finies() -> int:
    return getattr(connection, "finies", 0)


def _restore(request: HttpRequest, debut: set[str]) -> bool:
    """Put a form back as it came, its body read; False if it cannot be run again."""
    if request.method in _LECTURES:
        return False
    for nom in set(vars(request)) - debut - _CORPS:
        delattr(request, nom)
    for fichier in chain.from_iterable(fichiers for _, fichiers in request.FILES.lists()):
        en_place = getattr(fichier, "temporary_file_path", None)
        if en_place and not Path(en_place()).exists():
            return False  # the file was moved to where the site keeps it
        fichier.seek(0)
    return True


def _give_back(request: HttpRequest, *, plein: bool, en_partie: bool) -> HttpResponse:
    """Answer 503, or 507, with a page that holds what was typed, but passwords and files."""
    if is_programme(request):
        reponse: HttpResponse = (
            problem(507, PLEIN) if plein else problem(503, _RAISON, title="Site occupé")
        )
    else:
        garde = CsrfViewMiddleware(partial(_show, plein=plein, en_partie=en_partie))
        reponse = cast("HttpResponse", garde(request))
        reponse["Cache-Control"] = "private, no-store"
    reponse["Retry-After"] = str(DANS)
    return reponse


def _show(request: HttpRequest, *, plein: bool, en_partie: bool) -> HttpResponse:
    """Render without reading the database, nor what the site adds to its pages."""
    contexte = {
        "adresse": request.get_full_path(),
        "champs": [(n, v) for n, v in request.POST.lists() if n != _JETON and _SECRET not in n],
        "secrets": [(nom, nom.replace("_", " ")) for nom in request.POST if _SECRET in nom],
        "fichiers": [(nom, un.name) for nom, uns in request.FILES.lists() for un in uns],
        "jeton": "" if request.method in _LECTURES else get_token(request),
        "numero": 507 if plein else 503,
        "en_partie": en_partie,
        "marque": settings.MARQUE,
    }
    page = render_to_string("503_occupe.html", contexte)
    return HttpResponse(page, status=507 if plein else 503)


class Sessions(SessionMiddleware):
    """Django's middleware, but a page that was only read is shown even if the session is not saved.

    What the page did to the session is then lost: messages that it showed may be shown again.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session, or let a page go without it."""
        try:
            return super().process_response(request, response)
        except OperationalError as erreur:
            montree = request.method in _LECTURES and response.status_code == HTTPStatus.OK
            if montree and is_passagere(erreur):
                return response
            raise
