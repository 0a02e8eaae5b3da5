"""The lots of a recording, the longest first: a kind, a name, and what records it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.equivalence.annee import record_annee
from tests.equivalence.posts import record_gestes
from tests.equivalence.promenade import PARTOUT, record_pages
from tests.equivalence.taches import record_taches
from tests.transverses.site.demonstration import QUI

ECRIVENT = {"administration", "redaction", "departement"}  # who may do most


@dataclass(frozen=True)
class Lot:
    """What one process records in one go."""

    genre: str
    nom: str
    record: Callable


def list_lots():
    """Return every lot."""
    return [*_list_gestes(), *_list_pages()]


def _list_gestes():
    yield Lot("annee", "metropole", record_annee)
    for qui in sorted(QUI, key=lambda qui: qui not in ECRIVENT):
        yield Lot("gestes", qui, partial(_record_gestes, qui))
    yield Lot("taches", "planifiees", record_taches)


def _record_gestes(qui, recueil, site):
    record_gestes(recueil, qui, site)


def _list_pages():
    for qui in sorted(QUI, key=lambda qui: qui not in PARTOUT):
        yield Lot("pages", qui, partial(_record_pages, qui))


def _record_pages(qui, recueil, _site):
    record_pages(recueil, qui)
