import pytest

from spaser.lettres import measure_distance


@pytest.mark.parametrize(
    ("un", "deux", "distance"),
    [
        ("bretagne", "bretagne", 0),
        ("bretgane", "bretagne", 1),
        ("bretane", "bretagne", 1),
        ("brettagne", "bretagne", 1),
        ("bratagne", "bretagne", 1),
        ("bertgane", "bretagne", 2),
        ("", "ab", 2),
        ("normandie", "bretagne", 3),  # stops above the maximum
    ],
)
def test_slips_between_two_words_are_counted(un, deux, distance):
    assert measure_distance(un, deux, 2) == distance
    assert measure_distance(deux, un, 2) == distance
