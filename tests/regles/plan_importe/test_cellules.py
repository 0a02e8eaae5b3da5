"""Dates, rates, budgets and states, as people type them."""

from decimal import Decimal

import pytest

from spaser.regles.plan_importe.cellules import (
    PeriodeLue,
    is_fraction,
    read_avancement,
    read_budget,
    read_etat_action,
    read_periode,
)


@pytest.mark.parametrize(
    ("texte", "debut", "fin"),
    [
        ("06/2027", "2027-06", "2027-06"),
        ("30/06/27", "2027-06-30", "2027-06-30"),
        ("15 juin 2027", "2027-06-15", "2027-06-15"),
        ("mars 2027", "2027-03", "2027-03"),
        ("sept. 2027", "2027-09", "2027-09"),
        ("T2 2026", "2026-04", "2026-06"),
        ("2026-T4", "2026-10", "2026-12"),
        ("2e trimestre 2026", "2026-04", "2026-06"),
        ("1er semestre 2027", "2027-01", "2027-06"),
        ("S2 2027", "2027-07", "2027-12"),
        ("2027", "2027-01", "2027-12"),
        ("courant 2026", "2026-01", "2026-12"),
        ("en 2026", "2026-01", "2026-12"),
        ("2026-2028", "2026-01", "2028-12"),
        ("2026 – 2028", "2026-01", "2028-12"),
        ("de 2026 à 2028", "2026-01", "2028-12"),
        ("mars à juin 2027", "2027-03", "2027-06"),
        ("06/2027 - 12/2028", "2027-06", "2028-12"),
        ("T2 2026 - T3 2027", "2026-04", "2027-09"),
        ("fin 2026", None, "2026-12"),
        ("d’ici 2028", None, "2028-12"),
        ("début 2027", "2027-01", "2027-01"),
        ("mi-2027", "2027-06", "2027-06"),
        ("à partir de mars 2026", "2026-03", None),
        ("dès 2026", "2026-01", None),
        ("avant le 30/06/2027", None, "2027-06-30"),
        ("avant 2027", None, "2026-12"),
        ("avant juin 2027", None, "2027-05"),
        ("avant fin 2027", None, "2027-12"),
        ("d’ici fin 2027", None, "2027-12"),
    ],
)
def test_a_period_is_read_as_people_write_it(texte, debut, fin):
    assert read_periode(texte) == PeriodeLue(debut, fin)


@pytest.mark.parametrize(
    "texte",
    [
        "", "bientôt", "en continu", "T5 2026", "31/02/2027", "2028-2026", "13/2027", "1/3",
        "dès " * 1900 + "2027", "avant bientôt",
    ],
)  # fmt: skip
def test_what_tells_no_date_is_none(texte):
    assert read_periode(texte) is None


@pytest.mark.parametrize(
    ("texte", "fraction", "attendu"),
    [
        ("30 %", False, 30),
        ("30\u202f%", True, 30),
        ("30", False, 30),
        ("0,3", False, 30),
        ("0.3", True, 30),
        ("1", True, 100),
        ("1", False, 1),
        ("1 %", True, 1),
        ("0", False, 0),
        ("130 %", False, None),
        ("-5", False, None),
        ("la moitié", False, None),
    ],
)
def test_a_rate_is_a_share_of_a_hundred(texte, fraction, attendu):
    assert read_avancement(texte, fraction=fraction) == attendu


def test_a_column_of_fractions_is_told_by_all_of_its_cells():
    assert is_fraction(["0,3", "1", "0"])
    assert not is_fraction(["0,3", "30"])
    assert not is_fraction(["1", "0"])


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("15 k€", "15000"),
        ("15k", "15000"),
        ("1,2 M€", "1200000"),
        ("15 000 €", "15000"),
        ("15\u202f000,50 € HT", "15000.50"),
        ("15.000 €", "15000"),
        ("1234,5", "1234.5"),
        ("10 à 15 k€", None),
        ("à définir", None),
        ("-5", None),
    ],
)
def test_a_budget_is_an_amount_in_euros(texte, attendu):
    assert read_budget(texte) == (attendu and Decimal(attendu))


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("En cours", "en_cours"),
        ("Réalisée", "terminee"),
        ("FAIT", "terminee"),
        ("non démarré", "a_lancer"),
        ("À venir", "a_lancer"),
        ("Abandonnée", "abandonnee"),
        ("engagé", "en_cours"),
        ("à voir avec Paul", None),
        ("Réalisé à 30 %", "en_cours"),
        ("Réalisé à 100 %", "terminee"),
        ("0", "a_lancer"),
        ("0,5", None),
        ("05/2027 livré", None),
        ("", None),
    ],
)
def test_a_state_is_told_by_a_word(texte, attendu):
    assert read_etat_action(texte) == attendu
