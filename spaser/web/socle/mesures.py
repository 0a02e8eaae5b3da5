"""Figures that a supervision tool comes and reads, in Prometheus text; closed by default.

Each process of the site counts in a file of its own, under the site's folder; whoever answers adds
them up. Nothing is counted, and the library is not even imported, while `SPASER_MESURES` is empty.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram

_DOSSIER: Final = "mesures"
_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"  # read by the library when it is imported
_BORNES: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds


def prepare_mesures() -> None:
    """Have the processes started from this one count together, from zero."""
    if not settings.MESURES:
        return
    dossier = Path(settings.DOSSIER) / _DOSSIER
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(parents=True)
    os.environ[_VARIABLE] = str(dossier)


def forget_processus(numero: int) -> None:
    """Leave out the present state of a process that ended; what it counted stays."""
    if settings.MESURES and _VARIABLE in os.environ:
        from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

        mark_process_dead(numero)


def count_reponse(vue: str, methode: str, statut: int, secondes: float) -> None:
    """Count an answer and how long it took; an address that leads nowhere has no name."""
    if not settings.MESURES:
        return
    demandes, durees = _read_compteurs()
    demandes.labels(vue, methode, str(statut)).inc()
    durees.labels(vue).observe(secondes)


@cache
def _read_compteurs() -> tuple[Counter, Histogram]:
    from prometheus_client import Counter, Histogram  # noqa: PLC0415 - see above

    return (
        Counter("spaser_reponses", "Réponses du site.", ("vue", "methode", "statut")),
        Histogram("spaser_reponse_secondes", "Durée des réponses.", ("vue",), buckets=_BORNES),
    )


type Valeurs = Mapping[tuple[str, ...], float]
"""A number for each set of labels."""


@dataclass(frozen=True, slots=True)
class Releve:
    """What is seen at the moment of the answer."""

    nom: str
    sens: str
    valeurs: Valeurs
    etiquettes: tuple[str, ...] = ()


def write_mesures(releves: Iterable[Releve]) -> bytes:
    """Return every figure: what the processes counted, then what is seen just now."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest  # noqa: PLC0415

    _read_compteurs()
    presents = CollectorRegistry()
    for releve in releves:
        jauge = Gauge(releve.nom, releve.sens, releve.etiquettes, registry=presents)
        for dits, valeur in releve.valeurs.items():
            (jauge.labels(*dits) if dits else jauge).set(valeur)
    return generate_latest(_find_registre()) + generate_latest(presents)


def _find_registre() -> CollectorRegistry:
    from prometheus_client import REGISTRY, CollectorRegistry, multiprocess  # noqa: PLC0415

    if _VARIABLE not in os.environ:
        return REGISTRY
    registre = CollectorRegistry()
    multiprocess.MultiProcessCollector(registre)
    return registre
