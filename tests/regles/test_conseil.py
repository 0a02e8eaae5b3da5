from datetime import date

import pytest

from spaser.regles.conseil import EtatRecommandation, check_decision, check_fin

JOUR = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("fin", "permise"),
    [
        (date(2026, 12, 1), False),
        (date(2026, 12, 2), False),
        (date(2026, 12, 3), True),
        (date(2027, 12, 2), True),
        (date(2027, 12, 3), False),  # a day more than twelve months
        (date(2028, 1, 2), False),  # thirteen months
    ],
)
def test_a_consent_ends_within_twelve_months(fin, permise):
    assert (check_fin(fin, JOUR) == "") is permise


@pytest.mark.parametrize(
    ("etat", "motif", "permise"),
    [
        ("proposee", "Plus tard.", False),
        ("retenue", "", True),
        ("faite", "", True),
        ("ecartee", "", False),
        ("ecartee", "Le marché vient de partir.", True),
    ],
)
def test_what_a_buyer_may_decide(etat, motif, permise):
    assert (check_decision(EtatRecommandation(etat), motif) == "") is permise


def test_only_the_first_two_states_are_open():
    assert [etat.value for etat in EtatRecommandation if etat.est_ouverte] == [
        "proposee",
        "retenue",
    ]
