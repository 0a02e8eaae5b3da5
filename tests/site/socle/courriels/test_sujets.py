"""When a digest leaves: at seven in Paris, whatever the clock does, on Mondays if weekly."""

from datetime import UTC, datetime

import pytest

from spaser.site.socle.models import PRECISIONS, Cadence, Sujet, find_heure

JOUR, SEMAINE = Cadence.QUOTIDIENNE, Cadence.HEBDOMADAIRE


@pytest.mark.parametrize(
    ("cadence", "maintenant", "heure"),
    [
        (JOUR, (2026, 11, 27, 5, 59), (2026, 11, 27, 6)),  # 6.59 in Paris, in winter
        (JOUR, (2026, 11, 27, 6, 0), (2026, 11, 28, 6)),  # at seven sharp: tomorrow
        (JOUR, (2026, 7, 1, 4, 0), (2026, 7, 1, 5)),  # in summer
        (JOUR, (2026, 3, 28, 12, 0), (2026, 3, 29, 5)),  # the night that loses an hour
        (JOUR, (2026, 10, 24, 12, 0), (2026, 10, 25, 6)),  # the night that gains one
        (JOUR, (2026, 12, 31, 23, 30), (2027, 1, 1, 6)),  # already tomorrow in Paris
        (SEMAINE, (2026, 11, 27, 12, 0), (2026, 11, 30, 6)),  # a Friday
        (SEMAINE, (2026, 11, 30, 5, 0), (2026, 11, 30, 6)),  # the Monday, before
        (SEMAINE, (2026, 11, 30, 6, 0), (2026, 12, 7, 6)),  # the Monday, after
        (SEMAINE, (2026, 11, 29, 23, 30), (2026, 11, 30, 6)),  # a Sunday here, a Monday in Paris
        (SEMAINE, (2026, 3, 27, 12, 0), (2026, 3, 30, 5)),
    ],
)
def test_a_digest_leaves_at_seven_in_paris(cadence, maintenant, heure):
    assert find_heure(cadence, datetime(*maintenant, tzinfo=UTC)) == datetime(*heure, tzinfo=UTC)


def test_each_subject_says_what_it_is_about():
    assert set(PRECISIONS) == set(Sujet)
