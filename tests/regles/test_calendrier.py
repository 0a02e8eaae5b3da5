from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaser.regles.calendrier import DUREES, find_adoption, list_durees, propose_jalons

JOURS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def days(adoption, mois):
    return {jalon.code: jalon.jour.isoformat() for jalon in propose_jalons(adoption, mois)}


def test_six_months_lead_to_a_vote_on_a_thursday():
    assert days(date(2027, 12, 16), 6) == {
        "cadrage": "2027-06-16",
        "etat_des_lieux": "2027-07-23",
        "cartographie": "2027-08-16",
        "entretiens": "2027-10-01",
        "redaction": "2027-11-08",
        "validation": "2027-12-01",
        "adoption": "2027-12-16",
        "publication": "2028-01-17",
        "premier_suivi": "2028-12-18",
    }


@pytest.mark.parametrize(
    ("adoption", "mois", "code", "jour"),
    [
        (date(2027, 12, 16), 12, "cadrage", "2026-12-16"),
        (date(2027, 12, 16), 12, "entretiens", "2027-07-16"),
        (date(2027, 12, 16), 24, "cadrage", "2025-12-16"),
        (date(2027, 12, 16), 24, "validation", "2027-10-15"),
        (date(2027, 12, 18), 12, "adoption", "2027-12-17"),  # a Saturday goes back to Friday
        (date(2027, 12, 19), 12, "adoption", "2027-12-17"),  # a Sunday too
        (date(2027, 12, 5), 6, "cadrage", "2027-06-07"),  # a start waits for Monday
        (date(2027, 11, 1), 6, "publication", "2027-12-01"),
        (date(2028, 2, 29), 12, "cadrage", "2027-03-01"),  # 28 February 2027 is a Sunday
        (date(2027, 8, 31), 6, "cadrage", "2027-03-01"),
    ],
)
def test_step_has_its_day(adoption, mois, code, jour):
    assert days(adoption, mois)[code] == jour


@given(JOURS, st.sampled_from(DUREES))
def test_steps_are_in_order_on_working_days_around_the_vote(adoption, mois):
    jalons = propose_jalons(adoption, mois)
    jours = [jalon.jour for jalon in jalons]

    assert all(jour.weekday() < 5 for jour in jours)
    assert all(avant < apres for avant, apres in pairwise(jours))
    vote = jours[[jalon.code for jalon in jalons].index("adoption")]
    assert timedelta() <= adoption - vote <= timedelta(days=2)


def test_other_durations_are_refused():
    with pytest.raises(ValueError, match="9"):
        propose_jalons(date(2027, 12, 16), 9)


@pytest.mark.parametrize(
    ("adoption", "durees"),
    [
        (date(2027, 2, 1), ()),
        (date(2027, 5, 26), (6,)),
        (date(2027, 5, 25), ()),
        (date(2027, 12, 16), (6, 12)),
        (date(2028, 12, 1), (6, 12, 24)),
        (date(2020, 1, 1), ()),
    ],
)
def test_only_durations_that_can_still_start_fit(adoption, durees):
    assert list_durees(adoption, date(2026, 11, 26)) == durees


@given(JOURS, st.sampled_from(DUREES))
def test_first_day_of_vote_is_the_first_that_fits(aujourdhui, mois):
    adoption = find_adoption(mois, aujourdhui)

    assert mois in list_durees(adoption, aujourdhui)
    assert adoption.weekday() < 5
    assert mois not in list_durees(adoption - timedelta(days=7), aujourdhui)
