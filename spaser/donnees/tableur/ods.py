"""The sheets of an open document (.ods), read as a stream."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from lxml import etree

from spaser.donnees.tableur.modele import Cellules, ErreurTableur, Feuille

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXTE: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLULES: Final = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_NOMBRES: Final = frozenset({"float", "currency", "percentage"})
_COLONNES_MAX: Final = 1024
_ESPACES_MAX: Final = 10_000
_BLANCS: Final = {f"{_TEXTE}tab": "\t", f"{_TEXTE}line-break": "\n"}


def is_ods(chemin: Path) -> bool:
    """Tell an open document by what is inside."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            return "content.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def read_ods(chemin: Path) -> Iterator[Feuille]:
    """Yield the sheets; each one must be consumed before the next."""
    with zipfile.ZipFile(chemin) as archive, archive.open("content.xml") as flux:
        evenements = etree.iterparse(
            flux,
            events=("start", "end"),
            tag=(f"{_TABLE}table", f"{_TABLE}table-row"),
            resolve_entities=False,
            no_network=True,
        )
        try:
            for evenement, element in evenements:
                if evenement == "start" and element.tag == f"{_TABLE}table":
                    yield Feuille(element.get(f"{_TABLE}name"), _read_lignes(evenements))
        except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError) as cause:
            raise ErreurTableur("Le classeur .ods est abîmé.") from cause


def _read_lignes(evenements: Any) -> Iterator[tuple[int, Cellules]]:  # noqa: ANN401 - lxml's own
    rang = 0
    for evenement, element in evenements:
        if evenement == "start":
            continue
        if element.tag == f"{_TABLE}table":
            return
        cellules = _read_cellules(element)
        repetee = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
        if cellules:
            for numero in range(rang + 1, rang + 1 + repetee):
                yield numero, cellules
        rang += repetee
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _read_cellules(ligne: Any) -> list[Any]:  # noqa: ANN401 - lxml's own
    cellules: list[Any] = []
    for cellule in ligne.iterchildren(*_CELLULES):
        fois = int(cellule.get(f"{_TABLE}number-columns-repeated", "1"))
        cellules += [_read_valeur(cellule)] * min(fois, _COLONNES_MAX - len(cellules))
    while cellules and cellules[-1] is None:
        cellules.pop()
    return cellules


def _read_valeur(cellule: Any) -> object:  # noqa: ANN401 - lxml's own
    genre = cellule.get(f"{_OFFICE}value-type")
    if genre in _NOMBRES:
        return float(cellule.get(f"{_OFFICE}value"))
    if genre == "date":
        return date.fromisoformat(cellule.get(f"{_OFFICE}date-value")[:10])
    texte = "\n".join(map(_read_texte, cellule.iterchildren(f"{_TEXTE}p")))
    return texte or None


def _read_texte(element: Any) -> str:  # noqa: ANN401 - lxml's own
    """Return a paragraph with the blanks that the format writes as elements."""
    morceaux = [element.text or ""]
    for enfant in element:
        morceaux += [_read_enfant(enfant), enfant.tail or ""]
    return "".join(morceaux)


def _read_enfant(enfant: Any) -> str:  # noqa: ANN401 - lxml's own
    if enfant.tag == f"{_TEXTE}s":
        return " " * min(int(enfant.get(f"{_TEXTE}c", "1")), _ESPACES_MAX)
    if blanc := _BLANCS.get(enfant.tag):
        return blanc
    return "" if enfant.tag == f"{_OFFICE}annotation" else _read_texte(enfant)
