from datetime import date

import pytest

from spaser.regles.agenda import find_ouvre


@pytest.mark.parametrize(
    ("jour", "ouvre"),
    [
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2026, 12, 5), date(2026, 12, 7)),  # a Saturday
        (date(2026, 12, 25), date(2026, 12, 28)),  # a holiday, then a week-end
        (date(2026, 4, 4), date(2026, 4, 7)),  # Easter Monday
        (date(2026, 5, 14), date(2026, 5, 15)),  # Ascension
        (date(2026, 5, 23), date(2026, 5, 26)),  # Whit Monday
        (date(2027, 3, 27), date(2027, 3, 30)),
        (date(2026, 7, 14), date(2026, 7, 15)),
    ],
)
def test_a_working_day_is_neither_a_week_end_nor_a_public_holiday(jour, ouvre):
    assert find_ouvre(jour) == ouvre
