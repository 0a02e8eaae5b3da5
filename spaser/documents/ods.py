"""Sheets of an open document: every space, tab and line of a text is written to come back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, cast
from xml.sax.saxutils import escape, quoteattr

from odfdo import Document, XmlPart
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from spaser.documents.tableur import Cellule

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
