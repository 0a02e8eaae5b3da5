"""What the processes say of themselves: dated lines, or JSON where a machine reads them.

A request carries an identifier, that its answer gives back and that every line written meanwhile
names. An access line holds no personal data: the name of the page and not its address, no visitor.
"""

from __future__ import annotations

import json
import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from spaser.web.socle.mesures import count_reponse
from spaser.web.socle.unites import open_unite

ENTETE: Final = "X-Request-ID"
ACCES: Final = "spaser.acces"
_TRANSMIS: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_DEMANDE: Final[ContextVar[str]] = ContextVar("demande", default="")
_journal: Final = logging.getLogger(ACCES)


def read_demande() -> str:
    """Return the identifier of the request, or of the task, under way; empty outside of one."""
    return _DEMANDE.get()


@contextmanager
def carry_demande(identifiant: str) -> Iterator[None]:
    """Have every log line written inside the block name this request."""
    jeton = _DEMANDE.set(identifiant)
    try:
        yield
    finally:
        _DEMANDE.reset(jeton)


class Trace:
    """Gives each request an identifier, and logs how it was answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        identifiant = _identify(request)
        depart = time.perf_counter()
        with carry_demande(identifiant), open_unite():
            reponse = self.get_response(request)
            reponse.headers[ENTETE] = identifiant
            _tell(request, reponse, time.perf_counter() - depart)
        return reponse


def _identify(request: HttpRequest) -> str:
    """Keep the identifier that a declared proxy gives; draw one otherwise."""
    transmis = request.headers.get(ENTETE, "") if settings.MANDATAIRES else ""
    return transmis if _TRANSMIS.fullmatch(transmis) else uuid.uuid4().hex


def _tell(request: HttpRequest, reponse: HttpResponseBase, secondes: float) -> None:
    lieu = request.resolver_match
    vue = lieu.view_name if lieu else ""
    count_reponse(vue, request.method or "", reponse.status_code, secondes)
    _journal.info(
        "%s %s %s",
        request.method,
        vue or "-",
        reponse.status_code,
        extra={
            "acces": {
                "methode": request.method,
                "vue": vue,
                "statut": reponse.status_code,
                "ms": round(secondes * 1000, 1),
                "octets": int(reponse.headers.get("Content-Length") or 0) or None,
            }
        },
    )


class SansAdresse(logging.Filter):
    """Names the page where Django would write its address, which may be a secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            vue = request.resolver_match.view_name if request.resolver_match else "-"
            record.args = tuple(vue if dit == request.path else dit for dit in record.args)
        return True


class FormatJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """Return the object: when, how serious, who speaks, for which request, what."""
        quand = datetime.fromtimestamp(record.created, UTC)
        ligne: dict[str, Any] = {
            "quand": quand.isoformat(timespec="milliseconds"),
            "niveau": record.levelname.lower(),
            "source": record.name,
            "processus": record.process,
        }
        if identifiant := read_demande():
            ligne["demande"] = identifiant
        acces = getattr(record, "acces", None)
        ligne |= acces or {"message": record.getMessage()}
        if record.exc_info:
            ligne["trace"] = self.formatException(record.exc_info)
        return json.dumps(ligne, ensure_ascii=False, default=str)
