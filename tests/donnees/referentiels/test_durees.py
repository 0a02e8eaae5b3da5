from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.donnees.referentiels.esus import add_months, read_duree
from spaser.lettres import fold_mots


@pytest.mark.parametrize(
    ("saisi", "attendu"),
    [
        ("5 ans", 60),
        ("2 ans", 24),
        ("1 an", 12),
        (5, 60),
        (5.0, 60),
        (" 5 ", 60),
        (24, 24),
        ("60 mois", 60),
        ("36mois", 36),
        ("5 années", 60),
        (0, None),
        ("à vie", None),
        ("", None),
    ],
)
def test_duration_is_read_in_months(saisi, attendu):
    assert read_duree(saisi) == attendu


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2021, 3, 15), 60, date(2026, 3, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2023, 12, 1), 12, date(2024, 12, 1)),
        (date(2023, 11, 30), 1, date(2023, 12, 30)),
    ],
)
def test_months_are_added(jour, mois, attendu):
    assert add_months(jour, mois) == attendu


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_adding_months_never_skips_one(jour, mois):
    fin = add_months(jour, mois)

    assert (fin.year - jour.year) * 12 + fin.month - jour.month == mois
    assert fin.day <= jour.day


def test_headers_fold():
    assert fold_mots("  Date de l’Agrément\n(décision) ") == "date de l agrement decision"
    assert fold_mots("N° SIREN/SIRET") == "n siren siret"
    assert fold_mots(None) == ""
