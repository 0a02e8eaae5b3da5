"""An hour a month; what makes one think that a buyer is worth a call."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.bureau import (
    BESOINS,
    MINUTES,
    IssueContact,
    find_retard_publication,
    plan_mois,
    propose_relance,
    tell_fin,
    tell_retard,
    tell_volume,
)
from spaser.regles.nomenclatures import DatePartielle

CODES = [b.code for b in BESOINS]


def plan(**attentes):
    return {t.besoin.code: (t.nombre, t.reste) for t in plan_mois(attentes) if t.nombre or t.reste}


def test_a_quiet_month_asks_for_what_waits_only():
    assert plan() == {}
    assert plan(moderation=2, sante=1) == {"moderation": (2, 0), "sante": (1, 0)}


def test_a_full_month_gives_each_its_part():
    assert plan(**dict.fromkeys(CODES, 100)) == {
        "moderation": (4, 96),
        "questions": (3, 97),
        "relectures": (2, 98),
        "faits": (3, 97),
        "liens": (5, 95),
        "acheteurs": (2, 98),
        "sante": (1, 99),
    }


def test_what_is_left_of_the_hour_goes_to_the_first_of_the_list():
    assert plan(moderation=100, liens=100) == {"moderation": (13, 87), "liens": (8, 92)}


@given(st.dictionaries(st.sampled_from(CODES), st.integers(0, 10_000)))
def test_a_month_never_takes_more_than_an_hour_nor_loses_anything(attentes):
    taches = plan_mois(attentes)

    assert sum(t.minutes for t in taches) <= MINUTES
    assert {t.besoin.code: t.nombre + t.reste for t in taches} == {
        code: attentes.get(code, 0) for code in CODES
    }


JOUR = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("adopte_le", "publications", "attendu"),
    [
        (None, [], None),
        ("2024-11-26", [], date(2026, 11, 26)),
        ("2024-11-27", [], None),  # the very day is not late
        ("2024", [], None),  # perhaps adopted on the last day of the year
        ("2023", [], date(2025, 12, 31)),
        ("2017-06-30", [], date(2025, 10, 25)),  # two years of the text in force
        ("2020-01-01", [date(2025, 3, 1)], None),
        ("2020-01-01", [date(2022, 3, 1), date(2024, 3, 1)], date(2026, 3, 1)),
    ],
)
def test_results_are_expected_two_years_after_the_last_ones_or_the_adoption(
    adopte_le, publications, attendu
):
    adoption = DatePartielle(adopte_le) if adopte_le else None

    assert find_retard_publication(adoption, publications, JOUR) == attendu


def test_evidence_is_told_without_a_judgement():
    dits = (
        tell_volume(61_500_000, 214, 2025, 50_000_000),
        tell_fin(DatePartielle("2024-12-31")),
        tell_fin(DatePartielle("2024")),
        tell_retard(date(2026, 3, 1), date(2024, 3, 1)),
        tell_retard(date(2026, 3, 1), None),
    )

    assert dits[0].startswith("Ses 214 marchés publiés en cours en 2025 représentent environ 61")
    assert "fini depuis le 31 décembre 2024" in dits[1]
    assert "fini depuis 2024" in dits[2]
    assert "date du 01/03/2024\u00a0; la suivante était attendue" in dits[3]
    assert "n’est connue depuis l’adoption\u00a0; une publication était attendue" in dits[4]
    assert not any(mot in dit for dit in dits for mot in ("infraction", "manque", "obligé"))


@pytest.mark.parametrize(
    ("resultat", "relance"),
    [
        (IssueContact.SANS_REPONSE, date(2026, 12, 27)),
        (IssueContact.EN_COURS, date(2027, 5, 27)),
        (IssueContact.A_JOUR, None),
        (IssueContact.NON_CONCERNE, None),
    ],
)
def test_a_next_day_is_proposed_when_somebody_should_call_again(resultat, relance):
    assert propose_relance(JOUR, resultat) == relance
