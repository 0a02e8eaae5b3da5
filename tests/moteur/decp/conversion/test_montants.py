"""Amounts: what a plain cast refuses, and what is suspect."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.moteur.decp.conversion.valeurs import Lu, read_montant


@pytest.mark.parametrize(
    ("texte", "montant", "anomalie"),
    [
        ("12000", "12000", None),
        ("12000.505", "12000.50", None),
        ("1.2e4", "12000", None),
        ("12 000", "12000", "montant_forme"),
        ("12\u00a0000,50 €", "12000.50", "montant_forme"),
        ("12\u202f000,50", "12000.50", "montant_forme"),
        ("12.000,50", "12000.50", "montant_forme"),
        ("1.234.567,89", "1234567.89", "montant_forme"),
        ("12'000.50", "12000.50", "montant_forme"),
        ("12,5", "12.5", "montant_forme"),
        ("12,000.50", "12000.50", "montant_forme"),
        ("1,234,567", "1234567", "montant_forme"),
        ("12000 EUR", "12000", "montant_forme"),
        ("12000 euros HT", "12000", "montant_forme"),
        ("12000 TTC", "12000", "montant_forme"),
        ("-50", "-50", None),
        ("\u22125\u202f000\u00a0€", "-5000", "montant_forme"),
        ("\u2013 5 000,50", "-5000.50", "montant_forme"),
        ("1e17", None, "montant_aberrant"),
        ("1e999999", None, "montant_aberrant"),
        ("9" * 40, None, "montant_aberrant"),
        ("NaN", None, "montant_illisible"),
        ("Infinity", None, "montant_illisible"),
        ("-inf", None, "montant_illisible"),
        ("sNaN", None, "montant_illisible"),
        ("douze mille", None, "montant_illisible"),
        ("12k", None, "montant_illisible"),
        ("1.234.567", None, "montant_illisible"),
        ("true", None, "montant_illisible"),
        ("", None, "non_renseigne"),
        ("NC", None, "non_renseigne"),
    ],
)
def test_an_amount_is_read_or_its_refusal_is_told(texte, montant, anomalie):
    attendu = None if montant is None else Decimal(montant).quantize(Decimal("0.01"))

    assert read_montant(texte) == Lu((attendu,), anomalie)


@given(st.decimals(-10_000_000, 10_000_000, places=2))
def test_a_french_amount_is_the_number_it_shows(montant):
    francais = f"{montant:,.2f}".replace(",", "\u202f").replace(".", ",") + " €"

    assert read_montant(francais).valeurs == (montant,)
