"""Workbooks for French spreadsheets: one engine writes and lays out every sheet of the project.

A text that begins like a formula is written as it is, in a cell of type text: what is exported can
be read back unchanged. Dates and numbers keep their types, and show their unit.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from spaser.documents.ods import write_ods
from spaser.documents.onglets import Notice, Onglet, lay_out, write_csv


class FormatClasseur(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"

    @property
    def mime(self) -> str:
        return _MIMES[self]


_MIMES: Final = {
    FormatClasseur.CSV: "text/csv; charset=utf-8",
    FormatClasseur.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FormatClasseur.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}


def write_table(
    onglets: Sequence[Onglet], format_: FormatClasseur, notice: Notice | None = None
) -> bytes:
    """Return a file of these sheets, the notice before them; a CSV holds the first sheet alone.

    Raises:
        ValueError: a row has not as many cells as there are titles.
    """
    if format_ is FormatClasseur.CSV:
        return write_csv(onglets[0].entetes, onglets[0].list_lignes()).encode()
    titre = notice.titre if notice else onglets[0].nom
    mises = [lay_out(onglet) for onglet in ([notice.make_onglet()] if notice else []) + [*onglets]]
    if format_ is FormatClasseur.ODS:
        return write_ods(titre, mises)
    # Loaded by who writes one: 12 MB that workers and commands need not hold.
    from spaser.documents.xlsx import write_xlsx  # noqa: PLC0415

    return write_xlsx(titre, mises)
