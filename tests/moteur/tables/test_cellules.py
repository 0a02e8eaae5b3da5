"""Days as people and spreadsheets write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.tables.cellules import ANNEES, is_total, read_date_cellule


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        (datetime(2021, 3, 15, 12, 0), date(2021, 3, 15)),  # noqa: DTZ001 - as a spreadsheet gives it
        (date(2021, 3, 15), date(2021, 3, 15)),
        ("15/03/2021", date(2021, 3, 15)),
        ("15-03-2021", date(2021, 3, 15)),
        ("15.3.21", date(2021, 3, 15)),
        ("1/1/2000", date(2000, 1, 1)),
        ("2021-03-15", date(2021, 3, 15)),
        ("2021-03-15T10:00:00Z", date(2021, 3, 15)),
        ("2021-03-15 00:00:00", date(2021, 3, 15)),
        ("le 1er août 2021", date(2021, 8, 1)),
        ("15 Février 2024", date(2024, 2, 15)),
        (44270, date(2021, 3, 15)),
        ("44270.0", date(2021, 3, 15)),
        ("31/02/2021", None),
        ("15/03/0021", None),
        ("2021", None),
        ("en cours", None),
        ("", None),
    ],
)
def test_date_is_read(saisi, attendu):
    assert read_date_cellule(saisi) == attendu


@pytest.mark.longue
@given(st.dates(date(ANNEES.start, 1, 1), date(ANNEES.stop - 1, 12, 31)))
def test_usual_writings_of_a_day_agree(jour):
    ecrits = (jour, jour.isoformat(), f"{jour:%d/%m/%Y}", (jour - date(1899, 12, 30)).days)

    assert {read_date_cellule(ecrit) for ecrit in ecrits} == {jour}


@pytest.mark.parametrize(
    ("debut", "attendu"),
    [
        ("Total", True),
        ("TOTAL GÉNÉRAL", True),
        ("Sous-total 2025", True),
        ("Totaux", True),
        ("Montant cumulé", False),
        ("Cumul", True),
        ("Somme", True),
        ("À reporter", True),
        ("Total Énergies gaz", False),
        ("TotalEnergies", False),
        ("Totalement neuf", False),
        (12, False),
        (None, False),
    ],
)
def test_a_line_of_total_is_known_by_the_cell_that_it_begins_with(debut, attendu):
    assert is_total(debut) is attendu
