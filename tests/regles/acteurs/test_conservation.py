"""How long a person is kept."""

from datetime import date

import pytest

from spaser.regles.acteurs import end_conservation, is_to_announce, is_to_erase

DERNIER = date(2026, 3, 10)
FIN = date(2029, 3, 10)


@pytest.mark.parametrize(
    ("dernier", "fin"), [(DERNIER, FIN), (date(2024, 2, 29), date(2027, 3, 1))]
)
def test_a_person_is_kept_three_years(dernier, fin):
    assert end_conservation(dernier) == fin


@pytest.mark.parametrize(
    ("jour", "attendu"), [(date(2029, 2, 7), False), (date(2029, 2, 8), True), (FIN, True)]
)
def test_her_erasure_is_announced_thirty_days_before(jour, attendu):
    assert is_to_announce(DERNIER, jour) is attendu


@pytest.mark.parametrize(
    ("annonce", "jour", "attendu"),
    [
        (None, date(2035, 1, 1), False),  # never without a warning
        (date(2029, 2, 8), date(2029, 3, 9), False),
        (date(2029, 2, 8), date(2029, 3, 10), True),
        (date(2030, 1, 1), date(2030, 1, 30), False),
        (date(2030, 1, 1), date(2030, 1, 31), True),
        (DERNIER, date(2035, 1, 1), False),  # met again since the warning
    ],
)
def test_she_is_erased_once_warned_long_enough_ago(annonce, jour, attendu):
    assert is_to_erase(DERNIER, annonce, jour) is attendu
