"""The lots of a recording, the longest first: a kind, a name, and what records it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.equivalence.posts import record_gestes
from tests.equivalence.promenade import PARTOUT, record_pages
from tests.transverses.site.demonstration import QUI


@dataclass(frozen=True)
class Lot:
    """What one process records in one go."""

    genre: str
    nom: str
    record: Callable


def list_lots():
    """Return every lot."""
    return [*_list_pages(), *_list_gestes()]


def _list_gestes():
    for qui in QUI:
        yield Lot("gestes", qui, partial(_record_gestes, qui))


def _record_gestes(qui, recueil, site):
    record_gestes(recueil, qui, site)


def _list_pages():
    for qui in sorted(QUI, key=lambda qui: qui not in PARTOUT):
        yield Lot("pages", qui, partial(_record_pages, qui))


def _record_pages(qui, recueil, _site):
    record_pages(recueil, qui)
