"""The words of a paragraph of an office document, as whoever opens it reads them.

What was struck out in revision, or noted in the margin, is left aside; a tab or the end of a line
parts two words.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

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


def list_blocs_odt(racine: Any) -> Iterator[Any]:  # noqa: ANN401 - lxml's own
    """Yield the headings and paragraphs of an OpenDocument text, those of notes too."""
    for bloc in racine.iter(f"{T}h", f"{T}p"):
        if next(bloc.iterancestors(*_HORS), None) is None:
            yield bloc


def read_mots_odt(bloc: Any) -> str:  # noqa: ANN401 - lxml's own
    """Return the words of one of these blocks, without those of the blocks inside it."""
    return " ".join("".join(_list_mots(bloc)).split())


def _list_mots(element: Any) -> Iterator[str]:  # noqa: ANN401 - lxml's own
    yield element.text or ""
    for enfant in element:
        if enfant.tag in _BLANCS:
            yield " "
        elif enfant.tag not in _A_PART and isinstance(enfant.tag, str):
            yield from _list_mots(enfant)
        yield enfant.tail or ""
