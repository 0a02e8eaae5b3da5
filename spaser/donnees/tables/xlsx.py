"""The sheets of a workbook (.xlsx), read as a stream, several times faster than openpyxl."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from spaser.donnees.tables.modele import Budget, Cellules, ErreurTable, Feuille
from spaser.donnees.tables.xlsx_lignes import CelluleEcrite, read_lignes

_CLASSEUR: Final = "xl/workbook.xml"
_LIENS: Final = "xl/_rels/workbook.xml.rels"
_FAUTES: Final = (
    zipfile.BadZipFile, KeyError, IndexError, ValueError, EOFError, OSError, etree.XMLSyntaxError,
    ExpatError,
)  # fmt: skip


def read_xlsx(chemin: Path, budget: Budget) -> Iterator[Feuille]:
    """Yield the values of the sheets; each one must be consumed before the next."""
    with zipfile.ZipFile(chemin) as archive:
        try:
            lecteur = _Classeur(archive, budget)
        except _FAUTES as cause:
            raise _broken() from cause
        for nom, membre in lecteur.feuilles:
            yield Feuille(nom, lecteur.read(nom, membre))


def _broken() -> ErreurTable:
    return ErreurTable("Le classeur est abîmé ou n’est pas un fichier .xlsx.")


def _iterate(archive: zipfile.ZipFile, membre: str, *balises: str) -> Iterator[Any]:
    """Yield the elements of a part, one in memory at a time; an absent part has none."""
    if membre not in archive.namelist():
        return
    noms = tuple(f"{{*}}{balise}" for balise in balises)
    with archive.open(membre) as flux:
        evenements = etree.iterparse(flux, tag=noms, resolve_entities=False, no_network=True)
        for _, element in evenements:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


class _Classeur:
    """What the cells of every sheet point to: shared texts, formats, origin of days."""

    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        self._archive = archive
        self._budget = budget
        self._origine = CALENDAR_WINDOWS_1900
        self.feuilles = list(self._list_feuilles())
        self._textes = list(self._read_textes())
        self._dates = _find_dates(archive)

    def read(self, nom: str, membre: str) -> Iterator[tuple[int, Cellules]]:
        """Yield the rows that hold something, with their number."""
        try:
            with self._archive.open(membre) as flux:
                for rang, ecrites in read_lignes(flux, nom):
                    yield rang, self._lay_out(ecrites)
        except _FAUTES as cause:
            raise _broken() from cause

    def _list_feuilles(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the part of each sheet of cells, in the order of the tabs."""
        liens = {
            lien.get("Id"): posixpath.normpath(posixpath.join("/xl", lien.get("Target")))[1:]
            for lien in _iterate(self._archive, _LIENS, "Relationship")
            if lien.get("Type", "").endswith("/worksheet")
        }
        vues = set()
        self._archive.getinfo(_CLASSEUR)
        for element in _iterate(self._archive, _CLASSEUR, "workbookPr", "sheet"):
            if element.tag.endswith("}workbookPr"):
                if element.get("date1904") in {"1", "true"}:
                    self._origine = CALENDAR_MAC_1904
                continue
            self._budget.take_feuille()
            cle = next(v for nom, v in element.attrib.items() if nom.endswith("}id"))
            membre = liens.get(cle)
            if membre is None:
                continue  # a chart
            if membre in vues:
                raise ErreurTable(
                    f"La feuille « {element.get('name')} » désigne le même contenu qu’une autre : "
                    "ce classeur est mal formé. Enregistrez-le de nouveau depuis votre tableur."
                )
            vues.add(membre)
            yield element.get("name"), membre

    def _read_textes(self) -> Iterator[str]:
        """Yield the texts that cells share; phonetic notes are not part of them."""
        for texte in _iterate(self._archive, "xl/sharedStrings.xml", "si"):
            self._budget.take_texte()
            morceaux = (*texte.iterfind("{*}t"), *texte.iterfind("{*}r/{*}t"))
            yield "".join(t.text or "" for t in morceaux)

    def _lay_out(self, ecrites: list[CelluleEcrite]) -> list[Any]:
        """Put the values at their place, with nothing in the gaps."""
        cellules: list[Any] = []
        for colonne, genre, style, texte in ecrites:
            if colonne > len(cellules):
                cellules += [None] * (colonne - len(cellules))
            cellules.append(self._read_valeur(genre, style, texte))
        self._budget.take_cellules(len(cellules))
        return cellules

    def _read_valeur(self, genre: str | None, style: str | None, texte: str) -> object:
        if genre is None or genre == "n":
            return self._read_nombre(texte, style)
        if genre == "s":
            return self._textes[int(texte)]
        return texte == "1" if genre == "b" else texte

    def _read_nombre(self, texte: str, style: str | None) -> object:
        if style in self._dates:
            return from_excel(float(texte), self._origine)
        return int(texte) if texte.isdecimal() else float(texte)


def _find_dates(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the styles that show a number as a day."""
    formats = {str(cle): code for cle, code in BUILTIN_FORMATS.items()}
    styles = []
    for element in _iterate(archive, "xl/styles.xml", "numFmt", "xf"):
        if element.tag.endswith("}numFmt"):
            formats[element.get("numFmtId")] = element.get("formatCode")
        elif element.getparent().tag.endswith("}cellXfs"):
            styles.append(element.get("numFmtId"))
    return frozenset(
        str(rang)
        for rang, style in enumerate(styles)
        if is_date_format(formats.get(style, "General"))
    )
