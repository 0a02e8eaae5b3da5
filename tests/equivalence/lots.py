"""The lots of a recording, the longest first: a kind, a name, and what records it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.equivalence.annee import record_annee
from tests.equivalence.commandes import record_aides, record_donnees, record_site
from tests.equivalence.manifestes import record_manifestes
from tests.equivalence.ouvert import record_api, record_format, record_reprises
from tests.equivalence.portes import read_portes, record_portes
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
    return [*_list_gestes(), *_list_pages(), *_list_portes(), *AUTRES]


AUTRES = (
    Lot("commandes", "donnees", record_donnees),
    Lot("commandes", "site", record_site),
    Lot("ouvert", "reprises", record_reprises),
    Lot("ouvert", "api", record_api),
    Lot("ouvert", "format", record_format),
    Lot("manifestes", "site", record_manifestes),
    Lot("commandes", "aides", record_aides),
)


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


def _list_portes():
    for methode in ("get", "post"):
        yield Lot("portes", methode, partial(_record_portes, methode))


def _record_portes(methode, recueil, _site):
    record_portes(recueil, methode, read_portes())
