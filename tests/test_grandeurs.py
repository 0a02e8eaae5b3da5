from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.elements import add_mois, format_debit, format_duree, format_octets


@pytest.mark.parametrize(
    ("octets", "texte"),
    [
        (0, "0 o"),
        (999, "999 o"),
        (1000, "1,0 ko"),
        (1250, "1,2 ko"),
        (99_949, "99,9 ko"),
        (99_951, "100 ko"),
        (565_432_100, "565 Mo"),
        (999_499, "999 ko"),
        (999_500, "1,0 Mo"),
        (1_234_567_890, "1,2 Go"),
        (12e15, "12,0 Po"),
        (12e18, "12000 Po"),
    ],
)
def test_format_octets(octets, texte):
    assert format_octets(octets).replace("\u00a0", " ") == texte


def test_format_debit():
    assert format_debit(3_400_000) == "3,4\u00a0Mo/s"


@pytest.mark.parametrize(
    ("secondes", "texte"),
    [
        (0, "moins d’une seconde"),
        (0.4, "moins d’une seconde"),
        (1, "1 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599.6, "1 h 00 min"),
        (4350, "1 h 12 min"),
        (86400 * 3 + 3600 * 4 + 59, "3 j 4 h"),
    ],
)
def test_format_duree(secondes, texte):
    assert format_duree(secondes).replace("\u00a0", " ") == texte


@pytest.mark.parametrize(
    ("jour", "mois", "attendu"),
    [
        (date(2021, 3, 15), 60, date(2026, 3, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2023, 12, 1), 12, date(2024, 12, 1)),
        (date(2023, 11, 30), 1, date(2023, 12, 30)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
    ],
)
def test_months_are_added(jour, mois, attendu):
    assert add_mois(jour, mois) == attendu


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 120))
def test_adding_months_never_skips_one(jour, mois):
    fin = add_mois(jour, mois)

    assert (fin.year - jour.year) * 12 + fin.month - jour.month == mois
    assert fin.day <= jour.day
