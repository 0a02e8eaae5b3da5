"""The timeline, on plain values: no base is asked."""

from datetime import date

import pytest

from spaser.elements import add_mois
from spaser.regles.nomenclatures import DatePartielle
from spaser.site.plan.actions.plan_lu import find_periode


@pytest.mark.parametrize(
    ("dates", "debut", "mois"),
    [
        ("2026-03/2026-09 2027-01/2028-12", date(2026, 3, 1), 34),
        ("2026-03/2026-09 2206-12/2206-12", date(2026, 3, 1), 72),
        ("1926-03/1926-03 2026-03/2026-09 2027-01/2027-01", date(2026, 3, 1), 11),
        ("1926-03/2026-09 2027-01/2027-01 2027-02/2027-02", date(2027, 1, 1), 2),
    ],
)
def test_a_year_typed_wrong_leaves_the_others_in_sight(dates, debut, mois):
    bornes = [
        (DatePartielle(de).debut, DatePartielle(a).fin)
        for de, a in (paire.split("/") for paire in dates.split())
    ]

    assert find_periode(bornes) == (debut, add_mois(debut, mois))
