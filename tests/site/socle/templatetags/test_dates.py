"""Dates as a reader sees them."""

from datetime import UTC, date, datetime

import pytest
from django.template import engines

MATIN = datetime(2026, 12, 1, 7, 5, tzinfo=UTC)
MINUIT_PASSE = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("gabarit", "valeur", "attendu"),
    [
        ("{{ d|jour }}", date(2026, 11, 24), "24 novembre 2026"),
        ("{{ d|jour }}", date(2026, 12, 1), "1er décembre 2026"),
        ("{{ d|jour }}", MINUIT_PASSE, "1er décembre 2026"),
        ("{{ d|jour }}", None, ""),
        ("{{ d|jour_heure }}", MATIN, "1er décembre 2026 à 8\u00a0h\u00a005"),
        ("{{ d|jour_heure }}", None, ""),
    ],
)
def test_a_date_is_written_in_french_at_the_time_of_paris(gabarit, valeur, attendu):
    ecrit = engines["django"].from_string(gabarit).render({"d": valeur})

    assert ecrit == attendu
