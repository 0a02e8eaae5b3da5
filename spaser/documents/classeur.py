"""Workbooks for French spreadsheets: XLSX and ODS, every text kept a text, never a formula.

A text that begins like a formula is written as it is, in a cell of type text: what is exported can
be read back unchanged. Dates and numbers keep their types.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, cast
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document
from odfdo.const import ODF_CONTENT
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from spaser.documents.tableur import Cellule, write_csv

if TYPE_CHECKING:
    from odfdo import Container

_LARGEUR_MIN: Final = 12
_LARGEUR_MAX: Final = 60
_BLANCS: Final = re.compile(r"\n|\t|  +")
_CORPS: Final = re.compile("<office:spreadsheet>.*</office:spreadsheet>", re.DOTALL)
_NOM_MAX: Final = 31  # what Excel accepts
_INTERDITS: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


class Format(StrEnum):
    """What a table can be exported as."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"

    @property
    def mime(self) -> str:
        """Return the media type of its files."""
        return _MIMES[self]


_MIMES: Final = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True, slots=True)
class Onglet:
    """A sheet: its name, its titles, its rows."""

    nom: str
    entetes: Sequence[str]
    lignes: Iterable[Sequence[Cellule]]

    @property
    def nom_admis(self) -> str:
        """Return its name as every spreadsheet accepts it."""
        return self.nom.translate(_INTERDITS).strip("' ")[:_NOM_MAX] or "Feuille"


def write_table(onglets: Sequence[Onglet], format_: Format) -> bytes:
    """Return a file of these sheets; a CSV holds the first alone."""
    if format_ is Format.XLSX:
        return write_xlsx(onglets)
    if format_ is Format.ODS:
        return write_ods(onglets)
    return write_csv(onglets[0].entetes, onglets[0].lignes).encode()


def write_xlsx(onglets: Iterable[Onglet]) -> bytes:
    """Return a workbook for Excel, its titles in bold and kept in sight."""
    classeur = Workbook(write_only=True)
    for onglet in onglets:
        feuille = classeur.create_sheet(onglet.nom_admis)
        feuille.freeze_panes = "A2"
        for rang, titre in enumerate(onglet.entetes):
            lettre = _letter(rang)
            largeur = min(max(len(titre) + 2, _LARGEUR_MIN), _LARGEUR_MAX)
            feuille.column_dimensions[lettre].width = largeur
        feuille.append([_cell_xlsx(feuille, titre, gras=True) for titre in onglet.entetes])
        for ligne in onglet.lignes:
            feuille.append([_cell_xlsx(feuille, cellule) for cellule in ligne])
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


def _cell_xlsx(feuille: object, cellule: Cellule, *, gras: bool = False) -> object:
    if isinstance(cellule, bool):
        cellule = "oui" if cellule else "non"
    if not isinstance(cellule, str):
        return cellule
    ecrite = WriteOnlyCell(feuille, ILLEGAL_CHARACTERS_RE.sub("", cellule))  # type: ignore[arg-type]
    ecrite.data_type = "s"
    if gras:
        ecrite.font = Font(bold=True)
    return ecrite


def _letter(rang: int) -> str:
    """Return the name of a column: A, B … Z, AA."""
    reste, lettre = divmod(rang, 26)
    return (_letter(reste - 1) if reste else "") + chr(ord("A") + lettre)


def write_ods(onglets: Iterable[Onglet]) -> bytes:
    """Return an open document."""
    document = Document("spreadsheet")
    conteneur = cast("Container", document.container)
    modele = cast("bytes", conteneur.get_part(ODF_CONTENT)).decode()
    debut, fin = _CORPS.split(modele)
    tables = "".join(map(_table_ods, onglets))
    contenu = f"{debut}<office:spreadsheet>{tables}</office:spreadsheet>{fin}"
    conteneur.set_part(ODF_CONTENT, contenu.encode())
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def _table_ods(onglet: Onglet) -> str:
    """Return the XML of a sheet: a cell at a time, the library takes a hundred times as long."""
    lignes = "".join(_row_ods(ligne) for ligne in (onglet.entetes, *onglet.lignes))
    colonnes = f'<table:table-column table:number-columns-repeated="{len(onglet.entetes)}"/>'
    return f"<table:table table:name={quoteattr(onglet.nom_admis)}>{colonnes}{lignes}</table:table>"


def _row_ods(ligne: Sequence[Cellule]) -> str:
    return f"<table:table-row>{''.join(map(_cell_ods, ligne))}</table:table-row>"


def _cell_ods(cellule: Cellule) -> str:
    if cellule is None:
        return "<table:table-cell/>"
    if isinstance(cellule, bool):
        cellule = "oui" if cellule else "non"
    if isinstance(cellule, str):
        return _write_ods("string", "string-value", ILLEGAL_CHARACTERS_RE.sub("", cellule))
    if isinstance(cellule, date):
        return _write_ods("date", "date-value", cellule.isoformat())
    return _write_ods("float", "value", str(cellule))


def _write_ods(genre: str, attribut: str, texte: str) -> str:
    valeur = quoteattr(texte, {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
    contenu = _BLANCS.sub(_space_ods, escape(texte))
    return (
        f'<table:table-cell office:value-type="{genre}" office:{attribut}={valeur}>'
        f"<text:p>{contenu}</text:p></table:table-cell>"
    )


def _space_ods(blancs: re.Match[str]) -> str:
    """Write what XML would fold: lines, tabulations, several spaces."""
    suite = blancs[0]
    if suite == "\n":
        return "<text:line-break/>"
    return "<text:tab/>" if suite == "\t" else f'<text:s text:c="{len(suite)}"/>'
