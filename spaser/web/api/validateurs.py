"""Spares sending what the program already has: ETag, Last-Modified and 304."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time
from typing import Final

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from spaser.version import read_version
from spaser.web.recherche import generations
from spaser.web.registre.indexation import GENERATION

_VERSION: Final = read_version()


def read_etag(request: HttpRequest) -> str:
    """Name a state: the register, the day (statuses depend on it), the site, the question."""
    etat = (
        _VERSION,
        generations.read_generation(GENERATION),
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
    if modifiee:
        rendue["Last-Modified"] = http_date(modifiee)
    return _dress(rendue, etag)


def _dress(reponse: HttpResponseBase, etag: str) -> HttpResponseBase:
    reponse["ETag"] = etag
    reponse["Cache-Control"] = "no-cache"  # may be kept, and is asked again each time
    return reponse


def _last_modified() -> int | None:
    """Return when the register last changed, or the beginning of the day if it is later."""
    changee = generations.read_changement(GENERATION)
    if changee is None:
        return None
    matin = timezone.make_aware(datetime.combine(_today(), time.min))
    return int(max(changee, matin).timestamp())


def _today() -> date:
    return timezone.localdate()
