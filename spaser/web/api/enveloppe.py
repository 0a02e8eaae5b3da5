"""Spares sending what the program already has: ETag, Last-Modified and 304."""

from __future__ import annotations

import hashlib
import logging
import math
from collections.abc import Callable
from datetime import date, datetime, time
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.csrf import csrf_exempt

from spaser.version import read_version
from spaser.web.api.gardes import cut_plage
from spaser.web.api.travail import BUDGET, PERIODE, read_cout
from spaser.web.comptes.client import read_adresse
from spaser.web.editorial.genres import FAITS
from spaser.web.recherche import services
from spaser.web.registre.indexation import GENERATION
from spaser.web.socle.erreurs import problem
from spaser.web.socle.limites import Compte, TropDeDemandes, find_compte

_VERSION: Final = read_version()


def read_etag(request: HttpRequest) -> str:
    """Return the ETag of an answer: it changes with the register, the facts, the day, the URL."""
    etat = (
        _VERSION,
        services.read_generation(GENERATION),
        services.read_generation(FAITS),
        str(_today()),
        request.get_full_path(),
    )
    return quote_etag(hashlib.sha256("\n".join(etat).encode()).hexdigest()[:32])


def answer_known(request: HttpRequest, etag: str) -> HttpResponseBase | None:
    """Answer 304 without computing anything, when the program names this very state."""
    if etag not in request.headers.get("If-None-Match", ""):
        return None
    connue = get_conditional_response(request, etag=etag)
    return None if connue is None else _dress(connue, etag)


def answer_unchanged(
    request: HttpRequest, reponse: HttpResponseBase, etag: str
) -> HttpResponseBase:
    """Give an answer its validators; make it a 304 if the program already has it."""
    modifiee = _last_modified()
    rendue: HttpResponseBase = (
        get_conditional_response(
            request,
            etag=etag,
            last_modified=modifiee,
            response=reponse,  # type: ignore[arg-type]  # a streamed one too
        )
        or reponse
    )
    if rendue is not reponse:
        reponse.close()
    if modifiee:
        rendue["Last-Modified"] = http_date(modifiee)
    return _dress(rendue, etag)


def _dress(reponse: HttpResponseBase, etag: str) -> HttpResponseBase:
    reponse["ETag"] = etag
    reponse["Cache-Control"] = "no-cache"  # may be kept, and is asked again each time
    return reponse


def _last_modified() -> int | None:
    """Return when the register or the facts last changed, the beginning of the day if later."""
    changee = services.read_changement(GENERATION)
    if changee is None:
        return None
    matin = timezone.make_aware(datetime.combine(_today(), time.min))
    return int(max(changee, matin, services.read_changement(FAITS) or matin).timestamp())


def _today() -> date:
    return timezone.localdate()


# What every answer of the API owes: methods, limits, headers, validators, errors in French.

METHODES: Final = "GET, HEAD, OPTIONS"
_EXPOSES: Final = (
    "Accept-Ranges, Content-Disposition, Content-Range, ETag, Last-Modified, Link, Retry-After, "
    "X-RateLimit-Cost, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
)
_DEMANDES: Final = "Accept, If-Modified-Since, If-None-Match, If-Range, Range"
_NOM: Final = "api"
_JOURNAL: Final = logging.getLogger(__name__)

type Vue = Callable[..., HttpResponseBase]


class Refus(Exception):
    """An answer that is not the one asked for, told as a problem."""

    def __init__(self, statut: int, detail: str, **complements: Any) -> None:
        super().__init__(detail)
        self.statut = statut
        self.detail = detail
        self.complements = complements


def expose(vue: Vue) -> Vue:
    """Open a view to programs: reading only, from any site, so much work in a while."""

    @wraps(vue)
    def exposed(request: HttpRequest, **parametres: str) -> HttpResponseBase:
        reponse = _answer_method(vue, request, parametres)
        reponse["Access-Control-Allow-Origin"] = "*"
        reponse["Access-Control-Expose-Headers"] = _EXPOSES
        return reponse

    return csrf_exempt(exposed)  # nothing can be written: a form is answered 405, not 403


def _answer_method(vue: Vue, request: HttpRequest, parametres: dict[str, str]) -> HttpResponseBase:
    match request.method:
        case "OPTIONS":
            return _answer_preflight()
        case "GET":
            return _answer_counted(vue, request, parametres)
        case "HEAD":
            return _answer_head(vue, request, parametres)
    detail = "Les données se lisent seulement : demandez-les par GET ou HEAD."
    reponse = problem(405, detail)
    reponse["Allow"] = METHODES
    return reponse


def _answer_preflight() -> HttpResponse:
    reponse = HttpResponse(status=204)
    reponse["Allow"] = reponse["Access-Control-Allow-Methods"] = METHODES
    reponse["Access-Control-Allow-Headers"] = _DEMANDES
    reponse["Access-Control-Max-Age"] = "86400"
    del reponse["Content-Type"]
    return reponse


def _answer_head(vue: Vue, request: HttpRequest, parametres: dict[str, str]) -> HttpResponseBase:
    """Answer as to GET, without writing the body."""
    request.method = "GET"
    try:
        entiere = _answer_counted(vue, request, parametres)
    finally:
        request.method = "HEAD"
    entiere.close()
    if not isinstance(entiere, HttpResponse):  # streamed, of a length that nobody knows
        return StreamingHttpResponse((), status=entiere.status_code, headers=entiere.headers)
    reponse = HttpResponse(status=entiere.status_code, headers=entiere.headers)
    reponse["Content-Length"] = str(len(entiere.content))
    return reponse


def _answer_counted(vue: Vue, request: HttpRequest, parametres: dict[str, str]) -> HttpResponseBase:
    """Answer within the budget of an address; a state that the program names is free.

    Each process gives the whole budget: one that keeps to what was promised is never refused.
    """
    depense = find_compte(_NOM, read_adresse(request), PERIODE)
    etag = read_etag(request)
    connue = answer_known(request, etag)
    if connue is not None:
        _tell_limit(connue, depense, 0)
        return connue
    if not depense.spend(1, BUDGET):
        return _refuse_too_much(depense)
    reponse = _answer_safely(vue, request, parametres, etag)
    cout = read_cout(request)  # of a 304 too: all was computed before it was found to be known
    depense.spend(cout - 1)
    _tell_limit(reponse, depense, cout)
    return reponse


def _refuse_too_much(depense: Compte) -> HttpResponse:
    conseil = "L’ensemble du registre se télécharge en une fois : voir les exports."
    reponse = problem(429, f"{TropDeDemandes(depense.attente)} {conseil}")
    _tell_limit(reponse, depense, 0)
    reponse["Retry-After"] = reponse["X-RateLimit-Reset"]
    return reponse


def _tell_limit(reponse: HttpResponseBase, depense: Compte, cout: int) -> None:
    reponse["X-RateLimit-Cost"] = str(cout)
    reponse["X-RateLimit-Limit"] = str(BUDGET)
    reponse["X-RateLimit-Remaining"] = str(max(0, BUDGET - depense.nombre))
    reponse["X-RateLimit-Reset"] = str(max(1, math.ceil(depense.attente.total_seconds())))


def _answer_safely(
    vue: Vue, request: HttpRequest, parametres: dict[str, str], etag: str
) -> HttpResponseBase:
    try:
        return _answer(vue, request, parametres, etag)
    except Refus as refus:
        return problem(refus.statut, refus.detail, **refus.complements)
    except Http404:
        return problem(404, "Cette adresse ne mène à rien.")
    except Exception:  # noqa: BLE001 - told in full in the journal, in a word to the program
        _JOURNAL.exception("API : %s", request.path)
        return problem(500, "Le site a rencontré un problème. Réessayez plus tard.")


def _answer(
    vue: Vue, request: HttpRequest, parametres: dict[str, str], etag: str
) -> HttpResponseBase:
    reponse = vue(request, **parametres)
    if reponse.status_code != 200:  # noqa: PLR2004 - HTTP
        return reponse
    try:
        _check_accept(request, reponse["Content-Type"].partition(";")[0])
    except Refus:
        reponse.close()
        raise
    return cut_plage(request, answer_unchanged(request, reponse, etag))


def _check_accept(request: HttpRequest, media: str) -> None:
    """Refuse to send what the program said it does not read."""
    lisibles = [media, "application/json"] if media.endswith("+json") else [media]
    if not any(request.accepts(lisible) for lisible in lisibles):
        raise Refus(406, f"Cette adresse ne répond qu’en {media} : retirez l’en-tête Accept.")
