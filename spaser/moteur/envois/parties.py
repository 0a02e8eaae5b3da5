"""The words of an ODT or a DOCX, under each of its headings: neither has pages of its own."""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from lxml import etree

from spaser.moteur.envois.formats import Defaut, Format
from spaser.moteur.envois.mots import (
    T,
    W,
    list_blocs_odt,
    parse_xml,
    read_mots_docx,
    read_mots_odt,
    read_niveaux,
)

_PARTIES: Final = 400
_LETTRES: Final = 20_000
_TITRE: Final = 200
_STYLES: Final = "word/styles.xml"
_REENREGISTRER: Final = "Ouvrez-le dans votre logiciel et enregistrez-le de nouveau."


class PartieExtraite(NamedTuple):
    """A heading, empty before the first one, and the words that follow it."""

    titre: str
    texte: str


class _LigneDocument(NamedTuple):
    texte: str
    est_titre: bool


def read_parties(chemin: Path, genre: Format) -> tuple[PartieExtraite, ...]:
    """Return the parts of a document that was examined; Defaut when it no longer opens.

    Of a very long one, the first parts only.
    """
    lire = _read_odt if genre is Format.ODT else _read_docx
    try:
        with zipfile.ZipFile(chemin) as archive:
            return tuple(_gather(lire(archive)))[:_PARTIES]
    except (OSError, KeyError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError) as erreur:
        raise Defaut("est abîmé ou incomplet.", _REENREGISTRER) from erreur


def _gather(lignes: Iterable[_LigneDocument]) -> Iterator[PartieExtraite]:
    titre, mots = "", list[str]()
    for ligne in lignes:
        if not ligne.est_titre:
            mots.append(ligne.texte)
        elif ligne.texte:
            yield from _make(titre, mots)
            titre, mots = ligne.texte, []
    yield from _make(titre, mots)


def _make(titre: str, mots: list[str]) -> Iterator[PartieExtraite]:
    texte = " ".join(" ".join([titre, *mots]).split())[:_LETTRES]
    if texte:
        yield PartieExtraite(titre[:_TITRE], texte)


def _read_docx(archive: zipfile.ZipFile) -> Iterator[_LigneDocument]:
    styles = _STYLES in archive.namelist()
    titres = read_niveaux(parse_xml(archive.read(_STYLES))) if styles else {}
    for paragraphe in parse_xml(archive.read("word/document.xml")).iter(f"{W}p"):
        style = paragraphe.find(f"{W}pPr/{W}pStyle")
        nom = "" if style is None else style.get(f"{W}val", "")
        yield _LigneDocument(read_mots_docx(paragraphe), nom in titres)


def _read_odt(archive: zipfile.ZipFile) -> Iterator[_LigneDocument]:
    for bloc in list_blocs_odt(parse_xml(archive.read("content.xml"))):
        yield _LigneDocument(read_mots_odt(bloc), bloc.tag == f"{T}h")
