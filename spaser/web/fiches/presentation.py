"""A sheet as it is shown: on a page, in a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Final

from django.conf import settings
from django.utils.safestring import SafeString

from spaser.documents.document import Document, Section
from spaser.documents.fiches.document import Lecture, write_fiche, write_parties
from spaser.documents.rendus.html import write_sections
from spaser.metier.fiches import FichePratique
from spaser.web.editorial.images import read_corps, stay
from spaser.web.fiches.encarts import make_encarts

_SOUS_LE_TITRE: Final = 2
_GARDEES: Final = 32  # pages, of some twenty kilobytes


@dataclass(frozen=True, slots=True)
class FicheMontree:
    """What a page shows of a sheet: its headings, and all that stands under them."""

    sommaire: tuple[Section, ...]
    corps: SafeString


def show(fiche: FichePratique, jour: date) -> FicheMontree:
    lecture = _read(jour)
    encarts = make_encarts(fiche, lecture)
    sections = write_parties(fiche, lecture, encarts)
    return FicheMontree(sections, _write_sections(sections))


def compose(fiche: FichePratique, jour: date) -> Document:
    lecture = _read(jour)
    return write_fiche(fiche, lecture, make_encarts(fiche, lecture))


def _read(jour: date) -> Lecture:
    return Lecture(settings.ADRESSE, partial(read_corps, jour=jour))


@lru_cache(maxsize=_GARDEES)
def _write_sections(sections: tuple[Section, ...]) -> SafeString:
    """Write headings as HTML, once for as long as they say the same."""
    return stay(write_sections(sections, _SOUS_LE_TITRE))
