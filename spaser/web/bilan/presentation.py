"""The review of an edition as it is shown: on its page, in its file, on slides."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from django.conf import settings
from django.utils.safestring import SafeString

from spaser.documents.bilan_edition import (
    Lecture,
    write_bilan,
    write_diapositives,
    write_sections,
)
from spaser.documents.corps import write_sources
from spaser.documents.document import Document, map_textes
from spaser.documents.rendus import html
from spaser.documents.rendus.pdf import write_pdf
from spaser.documents.rendus.pptx import write_pptx
from spaser.faits.lecture import cache_faits
from spaser.metier.editions import Edition, Mesures
from spaser.web.editorial.images import read_corps, read_images, stay
from spaser.web.socle.templatetags.francais import insecables

_SOUS_LE_TITRE: Final = 2


def show_edition(edition: Edition, jour: date) -> SafeString:
    """Write what the team says of an edition, without what the site counted."""
    return show_bilan(edition, Mesures(jour=jour))


def show_bilan(edition: Edition, mesures: Mesures) -> SafeString:
    """Write a review as its page shows it, once for as long as it says the same."""
    return _write_page(edition, mesures, read_images())


@cache_faits(8)
def _write_page(edition: Edition, mesures: Mesures, _images: str) -> SafeString:
    sections = write_sections(edition, mesures, _read(mesures.jour))
    document = Document(titre=edition.titre, jour=mesures.jour, sections=sections)
    propre = map_textes(document, insecables)
    return stay(html.write_sections(propre.sections, _SOUS_LE_TITRE))


def show_sources(edition: Edition) -> SafeString:
    """Write the facts that an edition cites."""
    return stay(html.write_blocs(write_sources(edition.textes, settings.ADRESSE)))


def make_pdf(edition: Edition, mesures: Mesures) -> bytes:
    """Return a review as an accessible PDF."""
    return _write_pdf(edition, mesures, read_images())


def make_diapositives(edition: Edition, mesures: Mesures) -> bytes:
    """Return a review as slides."""
    document = write_diapositives(edition, mesures, _read(mesures.jour))
    return write_pptx(map_textes(document, insecables))


@cache_faits(4)
def _write_pdf(edition: Edition, mesures: Mesures, _images: str) -> bytes:
    document = write_bilan(edition, mesures, _read(mesures.jour))
    return write_pdf(map_textes(document, insecables), sommaire=True)


def _read(jour: date) -> Lecture:
    return Lecture(settings.ADRESSE, partial(read_corps, jour=jour))
