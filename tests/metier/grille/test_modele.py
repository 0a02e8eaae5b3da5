"""What a line of the grid aims at: a value in words, and a year."""

import pytest

from spaser.metier.grille.modele import is_valeur_visee, read_annee_visee, tell_cible


@pytest.mark.parametrize(
    ("valeur", "annee", "unite", "attendu"),
    [
        ("", None, "%", ""),
        ("", 2028, "%", ""),
        ("60 %", None, "% des marchés", "60 %"),
        ("60 %", 2028, "% des marchés", "60 % en 2028"),
        ("60", 2028, "% des marchés", "60\u202f% en 2028"),
        ("12,5", None, "% des montants", "12,5\u202f%"),
        ("60 000", 2027, "heures", "60 000 heures en 2027"),
        ("60 000 heures", 2027, "heures", "60 000 heures en 2027"),
        ("12", None, "nombre", "12"),
        ("12", None, "nombre, euros et %", "12"),
        ("au moins 4", 2027, "offres par marché", "au moins 4 en 2027"),
    ],
)
def test_a_bare_number_takes_the_unit_that_its_indicator_leaves_no_doubt_of(
    valeur, annee, unite, attendu
):
    assert tell_cible(valeur, annee, unite) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"), [("60 %", True), ("au moins 4", True), ("", False), ("mieux", False)]
)
def test_what_is_aimed_at_holds_a_number(texte, attendu):
    assert is_valeur_visee(texte) is attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("2028", 2028), ("2000", 2000), ("2100", 2100), ("1999", None), ("2101", None), ("", None),
     ("bientôt", None), ("²028", None), ("2028 ou 2029", None)],
)  # fmt: skip
def test_a_year_is_read_within_a_century(texte, attendu):
    assert read_annee_visee(texte) == attendu
