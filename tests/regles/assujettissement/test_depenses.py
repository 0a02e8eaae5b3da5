"""What is known of a year's spend."""

from decimal import Decimal

import pytest

from spaser.regles.assujettissement import Depenses


def test_an_amount_with_tax_gives_two_bounds_before_tax():
    depenses = Depenses.ttc(Decimal(60_000_000))

    assert (depenses.bas, depenses.haut) == (Decimal(50_000_000), Decimal(60_000_000))
    assert depenses.sont_ttc


def test_a_part_of_the_spend_has_no_upper_bound():
    assert Depenses.exactes(Decimal(10)).partielles() == Depenses(Decimal(10), None)
    assert Depenses.ttc(Decimal(12)).partielles() == Depenses(Decimal(10), None, sont_ttc=True)


@pytest.mark.parametrize(("bas", "haut"), [("-1", None), ("2", "1"), ("-1", "5")])
def test_what_cannot_be_is_refused(bas, haut):
    with pytest.raises(ValueError, match="montant positif"):
        Depenses(Decimal(bas), haut and Decimal(haut))


@pytest.mark.parametrize(
    ("depenses", "connues"),
    [
        (Depenses(), False),
        (Depenses(Decimal(0), Decimal(0)), True),
        (Depenses(Decimal(1)), True),
    ],
)
def test_nothing_known_is_not_nothing_spent(depenses, connues):
    assert depenses.sont_connues is connues
