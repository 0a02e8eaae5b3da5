"""The days of a year: from facts, in order, and told as unsure when they are."""

from datetime import date

from spaser.regles.calendrier import list_dates
from spaser.regles.publication import EcheancePublication


def test_twelve_months_hold_each_day_once_in_order():
    dates = list_dates(date(2026, 11, 27))

    assert [(une.code, une.jour) for une in dates] == [
        ("campagne", date(2027, 1, 15)),
        ("paiements", date(2027, 1, 31)),
        ("marches", date(2027, 2, 28)),
        ("point", date(2027, 3, 1)),
        ("declaration", date(2027, 6, 30)),
    ]
    assert [une.code for une in dates if une.a_verifier] == ["campagne", "paiements"]
    assert dates[0].annonce == "À vérifier : dates de la campagne « ma cantine »"
    assert "Marchés de décembre 2026 publiés" in dates[2].titre


def test_a_leap_year_and_the_day_results_are_due():
    choisie = EcheancePublication(date(2029, 5, 2), "le jour que vous avez choisi", choisie=True)
    dates = list_dates(date(2028, 2, 1), choisie)

    assert next(une.jour for une in dates if une.code == "marches") == date(2028, 2, 29)
    assert dates[-1].jour == date(2029, 5, 2)  # beyond twelve months, it still stands there
    assert "le jour que vous avez choisi" in dates[-1].texte
    passee = EcheancePublication(date(2028, 1, 31), "")
    assert all(une.code != "publication" for une in list_dates(date(2028, 2, 1), passee))
