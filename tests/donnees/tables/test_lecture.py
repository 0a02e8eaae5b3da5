"""Workbooks are read with their days, numbers, gaps and rich texts."""

import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from spaser.donnees.tables.lecture import read_feuilles
from spaser.donnees.tables.modele import ErreurTable


def _read(chemin):
    return [(f.nom, list(f.lignes)) for f in read_feuilles(chemin)]


@pytest.mark.parametrize("epoque", [None, CALENDAR_MAC_1904])
def test_a_workbook_gives_its_values_at_their_place(tmp_path, epoque):
    classeur = openpyxl.Workbook()
    if epoque:
        classeur.epoch = epoque
    feuille = classeur.active
    feuille.title = "Mandats 2025"
    feuille["B2"] = date(2025, 2, 3)
    feuille["D2"] = 12.5
    feuille["E2"] = "00123"
    feuille["F2"] = True
    feuille["AA4"] = CellRichText("Atelier ", TextBlock(InlineFont(b=True), "fictif"))
    feuille["A4"] = 7
    classeur.create_sheet("Vide")
    classeur.save(tmp_path / "m")

    assert _read(tmp_path / "m") == [
        (
            "Mandats 2025",
            [
                (2, [None, datetime(2025, 2, 3), None, 12.5, "00123", True]),  # noqa: DTZ001
                (4, [7, *[None] * 25, "Atelier fictif"]),
            ],
        ),
        ("Vide", []),
    ]


def test_a_zip_that_is_no_workbook_is_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "m.xlsx", "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")

    with pytest.raises(ErreurTable, match=r"pas un fichier \.xlsx"):
        _read(tmp_path / "m.xlsx")
