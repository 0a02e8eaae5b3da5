"""Amounts as finance extracts write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.tables.cellules import MontantIllisible, read_centimes, read_taux_tva


@pytest.mark.parametrize(
    ("valeur", "centimes"),
    [
        ("1 234,50 €", 123450),
        ("1\u202f234,5", 123450),
        ("1.234,50", 123450),
        ("1,234.50", 123450),
        ("1.234.567", 123456700),
        ("(1 234,50)", -123450),
        ("1 234,50-", -123450),
        ("\u221212,00", -1200),
        ("-0,5", -50),
        ("+3", 300),
        ("12.5 EUR", 1250),
        ("1234", 123400),
        (",5", 50),
        (1235, 123500),
        (1234.5, 123450),
        (0.1 + 0.2, 30),
        (-10.005, -1001),
    ],
)
def test_an_amount_is_read_to_the_cent(valeur, centimes):
    assert read_centimes(valeur) == centimes


@pytest.mark.parametrize("valeur", ["abc", "1.234", "12,345", "-", "€", "1-2", "12/05", True])
def test_what_is_no_amount_or_reads_in_two_ways_is_refused(valeur):
    with pytest.raises(MontantIllisible):
        read_centimes(valeur)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_an_amount_written_the_french_way_comes_back(centimes):
    entier, reste = divmod(abs(centimes), 100)
    texte = f"{'-' if centimes < 0 else ''}{entier:,}".replace(",", " ") + f",{reste:02} €"

    assert read_centimes(texte) == centimes


@pytest.mark.parametrize(
    ("valeur", "taux"),
    [("20 %", "20"), ("5,5", "5.5"), (0.2, "20.0"), (10, "10"), ("abc", None), ("-3", None)],
)
def test_a_rate_is_read_in_per_cent(valeur, taux):
    assert read_taux_tva(valeur) == (None if taux is None else Decimal(taux))
