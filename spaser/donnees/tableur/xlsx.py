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

from spaser.donnees.tableur.modele import LIGNES_MAX, Cellules, ErreurTableur, Feuille
from spaser.donnees.tableur.xlsx_lignes import CelluleEcrite, read_lignes

_CLASSEUR: Final = "xl/workbook.xml"
_FAUTES: Final = (
    zipfile.BadZipFile, KeyError, IndexError, ValueError, EOFError, OSError, etree.XMLSyntaxError,
    ExpatError,
)  # fmt: skip


def read_xlsx(chemin: Path) -> Iterator[Feuille]:
    """Yield the values of the sheets; each one must be consumed before the next."""
    with zipfile.ZipFile(chemin) as archive:
        try:
            lecteur = _Classeur(archive)
        except _FAUTES as cause:
            raise _broken() from cause
        for nom, membre in lecteur.feuilles:
            yield Feuille(nom, lecteur.read(membre))


def _broken() -> ErreurTableur:
    return ErreurTableur("Le classeur est abîmé ou n’est pas un fichier .xlsx.")


def _parse(archive: zipfile.ZipFile, membre: str) -> Any:  # noqa: ANN401 - lxml's own
    analyseur = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(archive.read(membre), analyseur)


class _Classeur:
    """What the cells of every sheet point to: shared texts, formats, origin of days."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        racine = _parse(archive, _CLASSEUR)
        proprietes = racine.find("{*}workbookPr")
        date1904 = proprietes is not None and proprietes.get("date1904") in {"1", "true"}
        self._origine = CALENDAR_MAC_1904 if date1904 else CALENDAR_WINDOWS_1900
        self.feuilles = list(_list_feuilles(archive, racine))
        self._textes = list(_read_textes(archive))
        self._dates = _find_dates(archive)

    def read(self, membre: str) -> Iterator[tuple[int, Cellules]]:
        """Yield the rows that hold something, with their number."""
        try:
            with self._archive.open(membre) as flux:
                for rang, ecrites in read_lignes(flux):
                    if rang > LIGNES_MAX:
                        return
                    yield rang, self._lay_out(ecrites)
        except _FAUTES as cause:
            raise _broken() from cause

    def _lay_out(self, ecrites: list[CelluleEcrite]) -> list[Any]:
        """Put the values at their place, with nothing in the gaps."""
        cellules: list[Any] = []
        for colonne, genre, style, texte in ecrites:
            if colonne > len(cellules):
                cellules += [None] * (colonne - len(cellules))
            cellules.append(self._read_valeur(genre, style, texte))
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


def _list_feuilles(archive: zipfile.ZipFile, racine: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - lxml's own
    """Yield the name and the member of each sheet of cells, in the order of the tabs."""
    liens = {
        lien.get("Id"): posixpath.normpath(posixpath.join("/xl", lien.get("Target"))).lstrip("/")
        for lien in _parse(archive, "xl/_rels/workbook.xml.rels")
        if lien.get("Type", "").endswith("/worksheet")
    }
    for feuille in racine.iterfind("{*}sheets/{*}sheet"):
        cle = next(v for nom, v in feuille.attrib.items() if nom.endswith("}id"))
        if cle in liens:
            yield feuille.get("name"), liens[cle]


def _read_textes(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the texts that cells share; phonetic notes are not part of them."""
    membre = "xl/sharedStrings.xml"
    if membre not in archive.namelist():
        return
    with archive.open(membre) as flux:
        evenements = etree.iterparse(flux, tag="{*}si", resolve_entities=False, no_network=True)
        for _, texte in evenements:
            morceaux = (*texte.iterfind("{*}t"), *texte.iterfind("{*}r/{*}t"))
            yield "".join(t.text or "" for t in morceaux)
            texte.clear()
            while texte.getprevious() is not None:
                del texte.getparent()[0]


def _find_dates(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the styles that show a number as a day."""
    membre = "xl/styles.xml"
    if membre not in archive.namelist():
        return frozenset()
    racine = _parse(archive, membre)
    formats = {str(cle): code for cle, code in BUILTIN_FORMATS.items()}
    for propre in racine.iterfind("{*}numFmts/{*}numFmt"):
        formats[propre.get("numFmtId")] = propre.get("formatCode")
    return frozenset(
        str(rang)
        for rang, style in enumerate(racine.iterfind("{*}cellXfs/{*}xf"))
        if is_date_format(formats.get(style.get("numFmtId"), "General"))
    )
