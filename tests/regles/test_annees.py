from datetime import date

import pytest

from spaser.regles.nomenclatures import annee_montree, choose_annees

NOVEMBRE = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("jour", "annee"),
    [
        (date(2026, 1, 1), 2024),
        (date(2026, 2, 28), 2024),
        (date(2026, 3, 1), 2025),
        (NOVEMBRE, 2025),
        (date(2026, 12, 31), 2025),
        (date(2027, 1, 1), 2025),
        (date(2028, 2, 29), 2026),
        (date(2028, 3, 1), 2027),
    ],
)
def test_a_year_is_shown_from_the_first_of_march_that_follows_it(jour, annee):
    assert annee_montree(jour) == annee


CAS = [
    # years with contracts, today, day of the data: shown, whole, beside, to come
    ("usual", (2023, 2024, 2025, 2026), NOVEMBRE, date(2026, 10, 30), 2025, True, (2026,), ()),
    ("begun", (2025, 2026, 2027), date(2027, 1, 5), date(2027, 1, 4), 2025, True, (2026, 2027), ()),
    ("march", (2025, 2026, 2027), date(2027, 3, 1), date(2027, 3, 1), 2026, True, (2027,), ()),
    ("2034", (2025, 2026, 2034), NOVEMBRE, date(2034, 1, 2), 2025, True, (2026,), (2034,)),
    ("2034 alone", (2034,), NOVEMBRE, None, None, True, (), (2034,)),
    ("a gap", (2019, 2022, 2026), NOVEMBRE, date(2026, 10, 30), 2022, True, (2026,), ()),
    ("this year only", (2026,), NOVEMBRE, date(2026, 10, 30), None, True, (2026,), ()),
    ("data of March", (2024, 2025), NOVEMBRE, date(2025, 3, 1), 2024, True, (2025,), ()),
    ("data that stop early", (2025,), NOVEMBRE, date(2025, 12, 20), 2025, False, (), ()),
    ("no day of data", (2024, 2025, 2026), NOVEMBRE, None, 2025, True, (2026,), ()),
    ("nothing", (), NOVEMBRE, NOVEMBRE, None, True, (), ()),
]


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: cas[0])
def test_the_year_shown_is_the_last_whole_one_that_has_contracts(cas):
    _, connues, jour, donnees, montree, entiere, suivantes, a_venir = cas

    choix = choose_annees(connues, jour, donnees)

    assert (choix.montree, choix.entiere) == (montree, entiere)
    assert (choix.suivantes, choix.a_venir) == (suivantes, a_venir)
