"""The words of office documents as whoever opens them reads them, under each of their headings.

What was struck out in revision, or noted in the margin, is left aside; a tab or the end of a line
parts two words.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from lxml import etree

from spaser.moteur.envois.formats import Defaut, Format

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
T: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_ANCIENS: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNES: Final = {f"{W}noBreakHyphen": "-"} | dict.fromkeys([f"{W}tab", f"{W}br", f"{W}cr"], " ")
_ANNOTATION: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}annotation"
_HORS: Final = (_ANNOTATION, f"{T}tracked-changes")
_BLANCS: Final = frozenset({f"{T}tab", f"{T}s", f"{T}line-break"})
_A_PART: Final = frozenset({_ANNOTATION, f"{T}note-citation", f"{T}p", f"{T}h"})
_NIVEAU: Final = re.compile(r"(?:heading|titre)\s?([1-9])", re.IGNORECASE)


def parse_xml(octets: bytes) -> Any:  # noqa: ANN401 - lxml's own
    """Read a part of a document, and nothing that it names elsewhere."""
    lecteur = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(octets, lecteur)


def read_mots_docx(paragraphe: Any) -> str:  # noqa: ANN401 - lxml's own
    """Return the words of a paragraph of Word; those that moved are where they went.

    A text box has its own paragraphs, written a second time for older programs.
    """
    morceaux = (
        element.text or "" if element.tag == f"{W}t" else _SIGNES[element.tag]
        for element in paragraphe.iter(f"{W}t", *_SIGNES)
        if next(element.iterancestors(f"{W}p"), None) is paragraphe
        and next(element.iterancestors(f"{W}moveFrom", _ANCIENS), None) is None
    )
    return " ".join("".join(morceaux).split())


def read_niveaux(styles: Any) -> dict[str, int]:  # noqa: ANN401 - lxml's own
    """Return the level of each style of headings, among the styles of a document of Word.

    Their names are English whatever the language of Word.
    """
    niveaux = {}
    for style in styles.iter(f"{W}style"):
        nom = style.find(f"{W}name")
        trouve = _NIVEAU.fullmatch(nom.get(f"{W}val", "")) if nom is not None else None
        if trouve:
            niveaux[style.get(f"{W}styleId", "")] = int(trouve[1])
    return niveaux


def _list_mots(element: Any) -> Iterator[str]:  # noqa: ANN401 - lxml's own
    yield element.text or ""
    for enfant in element:
        if enfant.tag in _BLANCS:
            yield " "
        elif enfant.tag not in _A_PART and isinstance(enfant.tag, str):
            yield from _list_mots(enfant)
        yield enfant.tail or ""


# The parts of a document: neither an ODT nor a DOCX has pages of its own.

_PARTIES: Final = 400
_LETTRES: Final = 20_000
_TITRE: Final = 200
_STYLES: Final = "word/styles.xml"
_REENREGISTRER: Final = "Ouvrez-le dans votre logiciel et enregistrez-le de nouveau."


class PartieExtraite(NamedTuple):
    """A heading, empty before the first one, and the words that follow it."""

    titre: str
    texte: str


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


def _gather(lignes: Iterable[tuple[str, bool]]) -> Iterator[PartieExtraite]:
    titre, mots = "", list[str]()
    for texte, est_titre in lignes:
        if not est_titre:
            mots.append(texte)
        elif texte:
            yield from _make(titre, mots)
            titre, mots = texte, []
    yield from _make(titre, mots)


def _make(titre: str, mots: list[str]) -> Iterator[PartieExtraite]:
    texte = " ".join(" ".join([titre, *mots]).split())[:_LETTRES]
    if texte:
        yield PartieExtraite(titre[:_TITRE], texte)


def _read_docx(archive: zipfile.ZipFile) -> Iterator[tuple[str, bool]]:
    styles = _STYLES in archive.namelist()
    titres = read_niveaux(parse_xml(archive.read(_STYLES))) if styles else {}
    for paragraphe in parse_xml(archive.read("word/document.xml")).iter(f"{W}p"):
        style = paragraphe.find(f"{W}pPr/{W}pStyle")
        nom = "" if style is None else style.get(f"{W}val", "")
        yield read_mots_docx(paragraphe), nom in titres


def _read_odt(archive: zipfile.ZipFile) -> Iterator[tuple[str, bool]]:
    """Yield the words of each heading and paragraph, those of notes too."""
    for bloc in parse_xml(archive.read("content.xml")).iter(f"{T}h", f"{T}p"):
        if next(bloc.iterancestors(*_HORS), None) is None:
            yield " ".join("".join(_list_mots(bloc)).split()), bloc.tag == f"{T}h"
