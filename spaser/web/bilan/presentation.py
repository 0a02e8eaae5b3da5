"""The review of an edition as its page shows it."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from django.conf import settings
from django.utils.safestring import SafeString

from spaser.documents.bilan_edition import Lecture, write_sections
from spaser.documents.document import Document, map_textes
from spaser.documents.rendus import html
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
    sections = write_sections(edition, mesures, open_lecture(mesures.jour))
    document = Document(titre=edition.titre, jour=mesures.jour, sections=sections)
    propre = map_textes(document, insecables)
    return stay(html.write_sections(propre.sections, _SOUS_LE_TITRE))


def open_lecture(jour: date) -> Lecture:
    return Lecture(settings.ADRESSE, partial(read_corps, jour=jour))
