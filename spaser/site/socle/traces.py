"""What is told of a process: its log, a request's number, figures for a supervision tool."""

from __future__ import annotations

import json
import logging
import re
import threading
import time
import uuid
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate
from mmap import mmap
from struct import Struct
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from spaser.site.socle.declarations import list_declares

if TYPE_CHECKING:
    from prometheus_client import Metric


# --- Figures that a supervision tool comes and reads, in Prometheus text; closed by default ---
# Each process of the site counts in a table of its own, in memory that all of them share; whoever
# answers adds the tables up. None is a mapped file: a full disk ends the process that writes in
# one. Nothing is counted, and the library is not even imported, while `SPASER_MESURES` is empty.


_BORNES: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds
_METHODES: Final = frozenset({"GET", "HEAD", "POST"})  # of others, a visitor may invent any number
# A row: its name, how many answers lasted up to each bound or longer, how long they all lasted.
_NOM: Final = 112
_LIGNE: Final = Struct(f"{_NOM}s{len(_BORNES) + 2}d")
_REEL: Final = Struct("d")
_TAILLE: Final = 4096 * _LIGNE.size  # of a table: six rows an address; the rest is not counted
_VERROU: Final = threading.Lock()
_journal_mesures: Final = logging.getLogger(__name__)


@cache
def list_tables() -> list[mmap]:
    """Return the table of each process, that of this one first; their memory is taken at once."""
    tables = [mmap(-1, _TAILLE) for _ in range(settings.PROCESSUS)]
    for table in tables:
        table[:] = bytes(_TAILLE)
    return tables


def prepare_mesures() -> None:
    """Have the processes started from this one count together, from zero."""
    if settings.MESURES:
        with _spared():
            list_tables()


def take_table(rang: int) -> None:
    """Go on in the table of a former process; if every place is taken, count apart."""
    if settings.MESURES:
        with _spared():
            tables = list_tables()
            tables.insert(0, tables.pop(rang) if rang < len(tables) else mmap(-1, _TAILLE))
            _find_ligne.cache_clear()


def count_reponse(vue: str, methode: str, statut: int, secondes: float) -> None:
    """Count an answer and how long it took; an address that leads nowhere has no name."""
    if not settings.MESURES:
        return
    nom = f"{methode if methode in _METHODES else 'AUTRE'} {statut} {vue}"
    with _spared(), _VERROU:
        place = _find_ligne(nom.encode())
        _add(place, bisect_left(_BORNES, secondes), 1.0)
        _add(place, len(_BORNES) + 1, secondes)


@contextmanager
def _spared() -> Iterator[None]:
    """Swallow and log any failure of a measure: it must stop neither an answer nor a process."""
    try:
        yield
    except Exception:  # noqa: BLE001 - told once
        _tell_panne()


@cache
def _find_ligne(nom: bytes) -> int:
    """Return where a row is in the table of this process, which it joins the first time."""
    table = list_tables()[0]
    for place in range(0, _TAILLE, _LIGNE.size):
        lu = table[place : place + _NOM].rstrip(b"\0")
        if not lu:
            table[place : place + _NOM] = nom.ljust(_NOM, b"\0")
        if lu in {b"", nom}:
            return place
    raise MemoryError(nom)


def _add(place: int, rang: int, ajout: float) -> None:
    table, debut = list_tables()[0], place + _NOM + _REEL.size * rang
    table[debut : debut + _REEL.size] = _REEL.pack(_REEL.unpack_from(table, debut)[0] + ajout)


@cache
def _tell_panne() -> None:
    """Log why not all is counted, once for each process."""
    _journal_mesures.exception("An answer could not be counted")


type Valeurs = Mapping[tuple[str, ...], float]
"""A number for each set of labels."""


@dataclass(frozen=True, slots=True)
class Releve:
    nom: str
    sens: str
    valeurs: Valeurs
    etiquettes: tuple[str, ...] = ()


def write_mesures(releves: Iterable[Releve]) -> bytes:
    from prometheus_client import generate_latest  # noqa: PLC0415 - see above
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - see above

    familles = _gather()
    for releve in releves:
        jauge = GaugeMetricFamily(releve.nom, releve.sens, labels=releve.etiquettes)
        for dits, valeur in releve.valeurs.items():
            jauge.add_metric(dits, valeur)
        familles.append(jauge)
    return generate_latest(cast("Any", SimpleNamespace(collect=lambda: familles)))


def _gather() -> list[Metric]:
    from prometheus_client.core import (  # noqa: PLC0415 - see above
        CounterMetricFamily,
        HistogramMetricFamily,
    )

    reponses = CounterMetricFamily(
        "spaser_reponses", "Réponses du site.", labels=("vue", "methode", "statut")
    )
    attentes = HistogramMetricFamily(
        "spaser_reponse_secondes", "Durée des réponses.", labels=("vue",)
    )
    durees: dict[str, list[float]] = {}
    for nom, valeurs in _add_tables().items():
        methode, statut, vue = nom.split(" ", 2)
        reponses.add_metric((vue, methode, statut), sum(valeurs[:-1]))
        durees[vue] = _sum(durees.get(vue), valeurs)
    for vue, (*classes, secondes) in durees.items():
        bornes = [*map(str, _BORNES), "+Inf"]
        attentes.add_metric((vue,), [*zip(bornes, accumulate(classes), strict=True)], secondes)
    return [reponses, attentes]


def _add_tables() -> dict[str, list[float]]:
    lignes: dict[str, list[float]] = {}
    for table in list_tables():
        for octets, *valeurs in _LIGNE.iter_unpack(table[:]):
            if not (nom := octets.rstrip(b"\0").decode()):
                break
            lignes[nom] = _sum(lignes.get(nom), valeurs)
    return lignes


def _sum(avant: list[float] | None, ajout: list[float]) -> list[float]:
    return [a + b for a, b in zip(avant, ajout, strict=True)] if avant else ajout


# --- Contexts that apps open around each unit of work: a request, or a task of a worker ---


type Autour = Callable[[], AbstractContextManager[None]]


@contextmanager
def open_unite() -> Iterator[None]:
    autour: list[Autour] = list_declares("AUTOUR")
    with ExitStack() as pile:
        for make in autour:
            pile.enter_context(make())
        yield


# --- What the processes say of themselves: dated lines, or JSON where a machine reads them ---
# A request carries an identifier, that its answer gives back and that every line written meanwhile
# names. An access line holds no personal data: the name of the page and not its address, no
# visitor.


ENTETE: Final = "X-Request-ID"
ACCES: Final = "spaser.acces"
_TRANSMIS: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_DEMANDE: Final[ContextVar[str]] = ContextVar("demande", default="")
_journal_traces: Final = logging.getLogger(ACCES)


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
    _journal_traces.info(
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
