"""Amounts as people write them."""

from decimal import Decimal

import pytest

from spaser.regles.assujettissement import (
    ErreurMontant,
    format_millions,
    read_depenses_annuelles,
    write_montant,
)


@pytest.mark.parametrize(
    ("texte", "montant"),
    [
        ("62 500 000", "62500000"),
        ("62500000", "62500000"),
        ("  62\u202f500\u00a0000 € ", "62500000"),
        ("62 500 000,50 €", "62500000.50"),
        ("62500000.5", "62500000.5"),
        ("62,5 M€", "62500000"),
        ("62,5M€", "62500000"),
        ("62.5 millions", "62500000"),
        ("62.5 Millions d’euros", "62500000"),
        ("62,5 millions d'euros", "62500000"),
        ("62,500 M€", "62500000"),
        ("50,000001 M€", "50000001"),
        ("62 500 k€", "62500000"),
        ("1,2 milliard d’euros", "1200000000"),
        ("2 Md€", "2000000000"),
        ("100 Md€", "100000000000"),
        ("10 000", "10000"),
        ("0", "0"),
    ],
)
def test_what_can_be_read_in_one_way_is_read(texte, montant):
    assert read_depenses_annuelles(texte) == Decimal(montant)


@pytest.mark.parametrize(
    ("texte", "conseil"),
    [
        ("", "Exemples"),
        ("beaucoup", "Exemples"),
        ("62²", "Exemples"),
        ("\u0666\u0662 M€", "Exemples"),
        ("1e9", "Exemples"),
        ("62,5 dollars", "Exemples"),
        ("=62500000", "Exemples"),
        ("9" * 41, "Exemples"),
        ("-62 500 000", "sans signe"),
        ("-0,5 M€", "sans signe"),
        ("62 50 000", "par trois"),
        ("62.500", "deux façons"),
        ("62.500 k€", "deux façons"),
        ("62.500.000", "Séparez les milliers par une espace"),
        ("62,500,000", "Séparez les milliers par une espace"),
        ("62.500,50", "Séparez les milliers par une espace"),
        ("62,500", "deux décimales au plus"),
        ("62,", "décimales"),
        ("62,5", "« 62,5 M€ »"),
        ("9 999", "« 9 999 M€ »"),
        ("62,5 M€ HT", "hors taxes ou non se dit à part"),
        ("62,5 M€ TTC", "hors taxes ou non se dit à part"),
        ("100,1 Md€", "nombre de zéros"),
        ("9" * 30, "nombre de zéros"),
    ],
)
def test_the_rest_is_refused_with_its_fix(texte, conseil):
    with pytest.raises(ErreurMontant) as refus:
        read_depenses_annuelles(texte)

    assert conseil in str(refus.value)


@pytest.mark.parametrize(
    ("montant", "texte"),
    [
        (Decimal("62500000.0"), "62\u202f500\u202f000\u00a0€"),
        (Decimal("50000000.01"), "50\u202f000\u202f000,01\u00a0€"),
        (0, "0\u00a0€"),
    ],
)
def test_an_amount_is_written_in_full(montant, texte):
    assert write_montant(montant) == texte


def test_a_threshold_is_written_in_millions():
    assert format_millions(50_000_000) == "50\u00a0millions d’euros"
