"""When somebody who was asked by a link is reminded: half-way, then the day before; never after."""

from datetime import date, timedelta

import pytest

from spaser.regles.demandes import count_relances

LUNDI = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("duree", "attendus"),
    [
        (14, {0: 0, 6: 0, 7: 1, 12: 1, 13: 2, 14: 2, 15: 0}),
        (5, {1: 0, 2: 0, 3: 1, 4: 2, 5: 2, 6: 0}),
        (4, {1: 0, 2: 1, 3: 2, 4: 2}),
        (3, {1: 0, 2: 1, 3: 1, 4: 0}),
        (2, {1: 0, 2: 0}),
        (1, {1: 0}),
        (0, {0: 0, 1: 0}),
        (-3, {0: 0, 1: 0}),
    ],
)
def test_two_reminders_at_most_half_way_and_the_day_before(duree, attendus):
    echeance = LUNDI + timedelta(days=duree)
    for apres, nombre in attendus.items():
        jour = LUNDI + timedelta(days=apres)
        assert count_relances(LUNDI, echeance, jour) == nombre, (duree, apres)


def test_without_a_last_day_nobody_is_reminded():
    assert count_relances(LUNDI, None, LUNDI + timedelta(days=400)) == 0
