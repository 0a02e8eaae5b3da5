from datetime import date

import pytest

from spaser.regles.nomenclatures import DatePartielle, is_date_partielle


@pytest.mark.parametrize(
    ("texte", "debut", "fin", "libelle"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31), "2023"),
        ("2023-06", date(2023, 6, 1), date(2023, 6, 30), "juin 2023"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "février 2024"),
        ("2023-06-15", date(2023, 6, 15), date(2023, 6, 15), "15 juin 2023"),
        ("2023-10-01", date(2023, 10, 1), date(2023, 10, 1), "1er octobre 2023"),
    ],
)
def test_a_partial_date_has_a_first_day_a_last_day_and_french_words(texte, debut, fin, libelle):
    lue = DatePartielle(texte)

    assert (lue.debut, lue.fin, lue.libelle) == (debut, fin, libelle)


@pytest.mark.parametrize(
    "texte",
    [
        "",
        "23",
        "2023-13",
        "2023-00",
        "2023-6",
        "2023-02-30",
        "2023-02-29",
        "2023-04-31",
        "2023-01-00",
        "15/06/2023",
        "2023-06-15T00:00",
        "2023\n",
        "٢٠٢٣",
        "0000",
        " 2023",
    ],
)
def test_anything_else_is_refused(texte):
    assert not is_date_partielle(texte)
    with pytest.raises(ValueError, match="ni une année, ni un mois, ni un jour"):
        DatePartielle(texte)


def test_partial_dates_are_ordered_as_their_texts():
    dates = [DatePartielle(t) for t in ("2024-01-02", "2023", "2024", "2023-12")]

    assert sorted(dates) == ["2023", "2023-12", "2024", "2024-01-02"]
