"""What touches purchases comes first; of a family, what its contracts must follow."""

import pytest

from spaser.regles.obligations import Achats, AcheteurConnu, apply_all, arrange_achats, place_achats
from tests.regles.obligations.fabrique import day, make_obligation

JOUR = day("2026-11-24")
OBLIGATIONS = (
    make_obligation("RIEN"),
    make_obligation("LOIN", depuis="2030-01-01", familles=["textile"]),
    make_obligation("PRES", depuis="2027-01-01"),
    make_obligation("TOUS", familles=["toutes"]),
    make_obligation("REPAS", familles=["alimentation", "fournitures"]),
)


@pytest.mark.parametrize(
    ("famille", "codes"),
    [
        ("", ["TOUS", "REPAS", "RIEN", "LOIN", "PRES"]),
        ("alimentation", ["REPAS", "TOUS"]),
        ("textile", ["TOUS", "LOIN"]),
        ("numerique", ["TOUS"]),
    ],
)
def test_purchases_come_first_in_each_state_and_a_family_keeps_its_own(famille, codes):
    applications = apply_all(OBLIGATIONS, AcheteurConnu(), JOUR)

    assert [a.obligation.code for a in arrange_achats(applications, famille)] == codes


@pytest.mark.parametrize(
    ("familles", "famille", "place"),
    [
        ([], "", Achats.ORGANISATION),
        (["toutes"], "", Achats.ACHATS),
        (["toutes"], "textile", Achats.ACHATS),
        (["textile"], "textile", Achats.FAMILLE),
        (["textile"], "", Achats.ACHATS),
    ],
)
def test_a_duty_is_near_to_a_family_to_purchases_or_to_the_organisation(familles, famille, place):
    assert place_achats(make_obligation(familles=familles), famille) is place
