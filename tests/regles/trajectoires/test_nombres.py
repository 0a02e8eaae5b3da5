"""A value as people write it."""

from decimal import Decimal

import pytest

from spaser.regles.indicateurs import choose_unite
from spaser.regles.trajectoires import NombreIllisible, read_nombre


@pytest.mark.parametrize(
    ("ecrit", "unite", "attendu"),
    [
        ("60 %", "%", "60"),
        ("62", "%", "62"),
        (61, "%", "61"),
        ("12,345 %", "%", "12.345"),
        ("0,5 %", "%", "0.5"),
        ("0,8", "%", "0.8"),
        (0.3, "% des lots", "0.3"),
        ("100", "%", "100"),
        ("1 234,5 heures", "heures", "1234.5"),
        ("60 000 h", "heures", "60000"),
        ("60\u202f000", "heures", "60000"),
        ("1.234.567,89 €", "€", "1234567.89"),
        ("1'200'000", "€", "1200000"),
        ("1,5 M€", "€", "1500000"),
        ("350 k€", "€", "350000"),
        ("3 millions d’euros", "€", "3000000"),
        ("\u22122,5", "jours", "-2.5"),
        ("0,125", "jours", "0.125"),
        (3.0, "", "3"),
        ("Oui", "oui ou non", "1"),
        (0, "oui ou non", "0"),
        ("5 tonne", "tonnes équivalent CO₂", "5"),
    ],
)
def test_a_value_is_read_in_its_unit(ecrit, unite, attendu):
    lu = read_nombre(ecrit, unite)

    assert lu.valeur == Decimal(attendu)
    assert lu.remarque == ""


@pytest.mark.parametrize(
    ("ecrit", "attendu", "remarque"),
    [
        (0.3, "30", "« 0.3 » est lu comme 30 %."),
        ("0,3", "30", "« 0,3 » est lu comme 30 %."),
        (0.485915, "48.5915", "« 0.485915 » est lu comme 48,5915 %."),
        ("0,8 %", "0.8", ""),
        (1, "1", ""),
    ],
)
def test_the_share_of_a_spreadsheet_is_read_as_a_rate_and_told(ecrit, attendu, remarque):
    lu = read_nombre(ecrit, "%", de_tableur=True)

    assert (lu.valeur, lu.remarque) == (Decimal(attendu), remarque)


@pytest.mark.parametrize(
    ("ecrit", "unite"),
    [
        ("beaucoup", "%"),
        ("", "heures"),
        ("60 %", "heures"),
        ("60 heures", "%"),
        ("60 jours", "heures"),
        ("1.200", "heures"),
        ("1,200", ""),
        ("1,2,3", "heures"),
        ("12 %", "€"),
        ("12 à 15", "%"),
        ("peut-être", "oui ou non"),
        (float("nan"), ""),
        (float("inf"), "%"),
        ("9" * 20, ""),
        ("1 2.3 4,5.6", ""),
    ],
)
def test_what_is_not_a_value_is_refused_with_the_fix(ecrit, unite):
    with pytest.raises(NombreIllisible) as refus:
        read_nombre(ecrit, unite)

    assert refus.value.remede


@pytest.mark.parametrize(
    ("dite", "attendue"),
    [
        ("% des marchés", "%"),
        ("% des marchés et des montants", "%"),
        ("% des marchés, et euros", "%"),
        ("euros et % des montants", "€"),
        ("nombre et % des marchés", ""),
        ("nombre, euros et %", ""),
        ("heures", "heures"),
        ("tonnes équivalent CO₂", "tonnes équivalent CO₂"),
    ],
)
def test_a_target_takes_one_unit_of_the_library(dite, attendue):
    assert choose_unite(dite) == attendue
