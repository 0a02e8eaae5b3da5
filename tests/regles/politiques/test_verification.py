"""What is wrong in the description of a plan."""

import pytest

from spaser.regles.politiques import (
    explain_periode,
    find_au_catalogue,
    find_jumelle,
    is_echue,
    load_plans,
)


@pytest.mark.parametrize(
    ("debut", "fin", "faux"),
    [
        (2022, 2027, False),
        (2022, 2022, False),
        (2022, None, False),
        (None, 2022, False),
        (2027, 2022, True),
    ],
)
def test_a_plan_does_not_end_before_it_begins(debut, fin, faux):
    assert bool(explain_periode(debut, fin)) is faux


@pytest.mark.parametrize(("fin", "echue"), [(2025, True), (2026, False), (None, False)])
def test_a_plan_has_ended_the_year_after_its_last(fin, echue):
    assert is_echue(fin, 2026) is echue


@pytest.mark.parametrize(
    ("nom", "jumelle"),
    [
        ("plan climat", "Plan Climat 2021-2026"),
        ("PLAN  CLIMAT (2026)", "Plan Climat 2021-2026"),
        ("Plan vélo", None),
    ],
)
def test_the_same_plan_is_told_whatever_its_accents_and_years(nom, jumelle):
    assert find_jumelle(nom, ["Plan Climat 2021-2026"]) == jumelle


@pytest.mark.parametrize(
    ("nom", "code"), [("pcaet 2024", "PCAET"), ("Plan de mobilité", "PDM"), ("2024", None)]
)
def test_a_plan_of_the_catalogue_is_recognised_by_its_initials(nom, code):
    trouve = find_au_catalogue(nom, load_plans())

    assert (trouve.code if trouve else None) == code
