"""Plans in a table."""

from spaser.documents.document import read_mots
from spaser.documents.schema.situation import write_attentes, write_politiques


def test_a_plan_says_its_years_its_pilot_and_what_it_expects():
    (tableau,) = write_politiques(
        [
            ("Plan climat", "2022-2027", "Direction du climat",
             ("Réduire de 30 %.", "Interroger le besoin")),
            ("Stratégie (en préparation)", "", "", ()),
        ]
    )  # fmt: skip

    assert [tuple(map(read_mots, ligne)) for ligne in tableau.lignes] == [
        ("Plan climat", "2022-2027", "Direction du climat",
         "Réduire de 30\u202f%\u202f; Interroger le besoin"),
        ("Stratégie (en préparation)", "–", "–", "–"),
    ]  # fmt: skip
    assert write_politiques([]) == ()


def test_what_plans_expect_comes_by_theme_and_what_has_none_last():
    (tableau,) = write_attentes(
        [
            ("", "Mieux acheter", "Charte", ""),
            ("Handicap", "Réserver", "Charte", "Réservés"),
        ]
    )

    assert tableau.lignes == (
        ("Handicap", "Réserver", "Charte", "Réservés"),
        ("–", "Mieux acheter", "Charte", "–"),
    )
    assert write_attentes([]) == ()
