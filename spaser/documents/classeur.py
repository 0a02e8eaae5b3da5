"""Workbooks for French spreadsheets: XLSX and ODS, every text kept a text, never a formula.

A text that begins like a formula is written as it is, in a cell of type text: what is exported can
be read back unchanged. Dates and numbers keep their types. In ODS, every space, tab and line of a
text is written so that it comes back.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, cast
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document, XmlPart
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from spaser.documents.tableur import Cellule, write_csv
from spaser.lettres import name_colonne

type Table = tuple[str, Sequence[str], Iterable[Sequence[Cellule]]]
"""The name of a sheet, its titles, its rows."""

_CONTENU: Final = "content.xml"
_VIDE: Final = b"<office:spreadsheet/>"
_DEBUT: Final = b"<office:spreadsheet>"
_FIN: Final = b"</office:spreadsheet>"
# What a reader of XML may fold: all but a single space between two words.
_FRAGILES: Final = re.compile(r"\t|^ +| +$| {2,}")


def write_feuilles(tables: Iterable[Table]) -> bytes:
    """Return a spreadsheet with these tables, written as text into an empty document."""
    document = Document("spreadsheet")
    document.body.clear()
    corps = "".join(_write_table(*table) for table in tables)
    vide = cast("XmlPart", document.get_part(_CONTENU)).serialize()
    document.set_part(_CONTENU, vide.replace(_VIDE, _DEBUT + corps.encode() + _FIN))
    tampon = io.BytesIO()
    document.save(tampon)
    return tampon.getvalue()


def _write_table(nom: str, entetes: Sequence[str], lignes: Iterable[Sequence[Cellule]]) -> str:
    rangees = "".join(map(_write_row, (entetes, *lignes)))
    return f"<table:table table:name={quoteattr(nom)}>{rangees}</table:table>"


def _write_row(ligne: Sequence[Cellule]) -> str:
    return f"<table:table-row>{''.join(map(_write_cell, ligne))}</table:table-row>"


def _write_cell(cellule: Cellule) -> str:
    if cellule is None:
        return "<table:table-cell/>"
    if isinstance(cellule, bool):
        return _write_string("oui" if cellule else "non")
    if isinstance(cellule, str):
        return _write_string(ILLEGAL_CHARACTERS_RE.sub("", cellule))
    if isinstance(cellule, date):
        jour = cellule.isoformat()
        return _cell("date", f'office:date-value="{jour}"', f"<text:p>{jour}</text:p>")
    return _cell("float", f'office:value="{cellule}"', f"<text:p>{cellule}</text:p>")


def _write_string(texte: str) -> str:
    lignes = re.split(r"\r\n|[\r\n]", texte)
    return _cell(
        "string", "", "".join(f"<text:p>{_write_line(ligne)}</text:p>" for ligne in lignes)
    )


def _write_line(ligne: str) -> str:
    morceaux, place = [], 0
    for trouve in _FRAGILES.finditer(ligne):
        morceaux += [escape(ligne[place : trouve.start()]), _write_fragile(trouve[0])]
        place = trouve.end()
    return "".join([*morceaux, escape(ligne[place:])])


def _write_fragile(blancs: str) -> str:
    return "<text:tab/>" if blancs == "\t" else f'<text:s text:c="{len(blancs)}"/>'


def _cell(genre: str, valeur: str, contenu: str) -> str:
    return (
        f'<table:table-cell office:value-type="{genre}" calcext:value-type="{genre}" {valeur}>'
        f"{contenu}</table:table-cell>"
    )


_LARGEUR_MIN: Final = 12
_LARGEUR_MAX: Final = 60
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

    def list_lignes(self) -> Iterator[Sequence[Cellule]]:
        """Yield the rows; a row that has not a cell a title is a fault of ours."""
        for ligne in self.lignes:
            if len(ligne) != len(self.entetes):
                raise ValueError(f"{self.nom}: {len(ligne)} cells under {len(self.entetes)} titles")
            yield ligne


def write_table(onglets: Sequence[Onglet], format_: Format) -> bytes:
    """Return a file of these sheets; a CSV holds the first alone.

    Raises:
        ValueError: a row has not as many cells as there are titles.

    """
    if format_ is Format.XLSX:
        return write_xlsx(onglets)
    if format_ is Format.ODS:
        return write_ods(onglets)
    return write_csv(onglets[0].entetes, onglets[0].list_lignes()).encode()


def write_xlsx(onglets: Iterable[Onglet]) -> bytes:
    """Return a workbook for Excel, its titles in bold and kept in sight."""
    classeur = Workbook(write_only=True)
    for onglet in onglets:
        feuille = classeur.create_sheet(onglet.nom_admis)
        feuille.freeze_panes = "A2"
        for rang, titre in enumerate(onglet.entetes):
            lettre = name_colonne(rang)
            largeur = min(max(len(titre) + 2, _LARGEUR_MIN), _LARGEUR_MAX)
            feuille.column_dimensions[lettre].width = largeur
        feuille.append([_cell_xlsx(feuille, titre, gras=True) for titre in onglet.entetes])
        for ligne in onglet.list_lignes():
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


def write_ods(onglets: Iterable[Onglet]) -> bytes:
    """Return an open document."""
    return write_feuilles((o.nom_admis, o.entetes, o.list_lignes()) for o in onglets)
