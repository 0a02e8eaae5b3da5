import pytest

from spaser.lettres import unaccent


@pytest.mark.parametrize(
    ("texte", "plat"),
    [
        ("", ""),
        ("BREST", "brest"),
        ("Évry-Courcouronnes", "evry-courcouronnes"),
        ("Œuvre d’Art ÆON", "oeuvre d’art aeon"),
        ("Straße", "strasse"),
        ("e\u0301te\u0301", "ete"),
    ],
)
def test_letters_lose_their_case_accents_and_ligatures(texte, plat):
    assert unaccent(texte) == plat
