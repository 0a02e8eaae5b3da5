"""The review of an edition as it is taken away: a PDF, slides."""

from __future__ import annotations

from spaser.documents.bilan_edition import write_bilan, write_diapositives
from spaser.documents.document import map_textes
from spaser.documents.rendus.pdf import write_pdf
from spaser.documents.rendus.pptx import write_pptx
from spaser.faits.lecture import cache_faits
from spaser.metier.editions import Edition, Mesures
from spaser.web.bilan.presentation import open_lecture
from spaser.web.editorial.images import read_images
from spaser.web.socle.templatetags.francais import insecables


def make_pdf(edition: Edition, mesures: Mesures) -> bytes:
    return _write_pdf(edition, mesures, read_images())


def make_diapositives(edition: Edition, mesures: Mesures) -> bytes:
    document = write_diapositives(edition, mesures, open_lecture(mesures.jour))
    return write_pptx(map_textes(document, insecables))


@cache_faits(4)
def _write_pdf(edition: Edition, mesures: Mesures, _images: str) -> bytes:
    document = write_bilan(edition, mesures, open_lecture(mesures.jour))
    return write_pdf(map_textes(document, insecables), sommaire=True)
