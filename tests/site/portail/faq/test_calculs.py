"""What the register adds to an answer: a mean, only when enough schemes tell."""

import pytest

from spaser.site.portail.faq import tell_durees, tell_pages

NEUF = [("2021", "2026")] * 9


@pytest.mark.parametrize(
    ("periodes", "sans_terme", "phrase"),
    [
        (NEUF, 0, ""),
        ([*NEUF, ("2024", ""), ("", "2030")], 5, ""),
        (
            [*NEUF, ("2025-01", "2027-12-31")],
            1,
            (
                "Dans le registre, 10 schémas disent quand ils commencent et quand ils finissent. "
                "Ils couvrent 5,7 années civiles en moyenne, de 3 à 6, la première et la dernière "
                "comprises ; la moitié en couvre 6 au plus."
            ),
        ),
        (
            [("2024", "2026")] * 10,
            3,
            (
                "Dans le registre, 10 schémas disent quand ils commencent et quand ils finissent. "
                "Ils couvrent 3 années civiles, la première et la dernière comprises. S’y ajoutent "
                "3 schémas sans date de fin."
            ),
        ),
    ],
)
def test_durations_are_told_from_ten_schemes_on(periodes, sans_terme, phrase):
    assert tell_durees(periodes, sans_terme) == phrase


@pytest.mark.parametrize(
    ("pages", "phrase"),
    [
        ([], ""),
        ([30] * 9, ""),
        (
            [7, 11, 60, *[30] * 7],
            (
                "Dans le registre, 10 schémas donnent leur nombre de pages : 28,8 en moyenne, de 7 "
                "à 60 ; la moitié en a 30 au plus."
            ),
        ),
    ],
)
def test_pages_are_told_from_ten_schemes_on(pages, phrase):
    assert tell_pages(pages) == phrase
