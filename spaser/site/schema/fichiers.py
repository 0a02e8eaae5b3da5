"""The files of what is published and of a year that is closed: made once, handed over as made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Final

from spaser.documents.document import Charte
from spaser.documents.point_annuel import write_diapositives_point, write_document_point
from spaser.documents.publication import (
    PublicationOuverte,
    write_json,
    write_publications_csv,
    write_variantes,
)
from spaser.documents.rendus import Forme, write_forme
from spaser.documents.rendus.pdf import write_page
from spaser.documents.rendus.pptx import write_pptx
from spaser.site.espace.editions import ListPieces, Piece, find_octets
from spaser.site.espace.models import EditionArretee, NatureEdition
from spaser.site.plan.point_annuel.services import PointLu, read_point
from spaser.site.plan.point_annuel.views import describe_etape
from spaser.site.schema.models import Publication
from spaser.site.schema.publication.parutions import locate_schema, open_publication
from spaser.site.schema.redaction.composition import find_charte
from spaser.site.schema.vote.fichiers import list_pieces

FORMES_RESULTATS: Final = ("pdf", "csv", "json")
PPTX: Final = "pptx"
_FORMES_POINT: Final = ("docx", "odt", "pdf", PPTX)  # those that its page gives


def _name(quoi: str, errata: int, extension: str) -> str:
    """Return the name of a file: a correction gives new ones, beside those of before."""
    return f"{quoi}-erratum-{errata}.{extension}" if errata else f"{quoi}.{extension}"


def _list_pieces(
    quoi: str, errata: int, formes: Iterable[str], write: Callable[[str], bytes]
) -> list[Piece]:
    return [Piece(_name(quoi, errata, forme), "", partial(write, forme)) for forme in formes]


def write_resultats(ouverte: PublicationOuverte, extension: str) -> bytes:
    """Return a publication in one of `FORMES_RESULTATS`."""
    match extension:
        case "pdf":
            return write_page(write_variantes(ouverte.contenu, ouverte.parution, ouverte.preuve))
        case "csv":
            return write_publications_csv([ouverte]).encode()
    return write_json([ouverte], locate_schema()).encode()


def read_resultats(publication: Publication, extension: str) -> bytes:
    """Return the file that was made the day of the publication, or of its last erratum.

    It is made anew only as long as none was: by a former version, or a minute ago.
    """
    nom = _name("resultats", len(publication.errata.all()), extension)
    fait = find_octets(publication.arretee, nom)
    return fait or write_resultats(open_publication(publication), extension)


def _list_resultats(arretee: EditionArretee) -> list[Piece]:
    ouverte = open_publication(arretee.publication)
    write, errata = partial(write_resultats, ouverte), len(ouverte.parution.corrections)
    return _list_pieces("resultats", errata, FORMES_RESULTATS, write)


def _write_point(lu: PointLu, charte: Charte, extension: str) -> bytes:
    etape = describe_etape(lu)
    if extension == PPTX:
        return write_pptx(write_diapositives_point(lu.contenu, etape), charte)
    return write_forme(write_document_point(lu.contenu, etape), Forme(extension), charte)


def read_point_ecrit(lu: PointLu, extension: str) -> bytes:
    """Return the file of a closed year as it was made; of one that is open, as known today."""
    nom = _name("point-annuel", len(lu.corrections), extension)
    fait = find_octets(lu.point.arretee, nom) if lu.point and lu.est_clos else None
    return fait or _write_point(lu, find_charte(lu.espace), extension)


def _list_point(arretee: EditionArretee) -> list[Piece]:
    lu = read_point(arretee.espace, arretee.pointannuel.annee)
    write = partial(_write_point, lu, find_charte(arretee.espace))
    return _list_pieces("point-annuel", len(lu.corrections), _FORMES_POINT, write)


PIECES: Final[dict[str, ListPieces]] = {
    NatureEdition.SCHEMA.value: list_pieces,
    NatureEdition.PUBLICATION.value: _list_resultats,
    NatureEdition.POINT.value: _list_point,
}
