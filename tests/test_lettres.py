import pytest

from spaser.elements import Lexique, measure_distance, unaccent


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


@pytest.mark.parametrize(
    ("mot", "corrige"),
    [
        ("roeun", "rouen"),
        ("rouan", "rouen"),  # met more often than roman
        ("brst", "brest"),
        ("bertgane", "bretagne"),
        ("bretagme", "bretagne"),
        ("bre", None),  # too short to be mended
        ("7600", None),
        ("normandie", None),
        ("brtgne", None),  # two slips in a short word
    ],
)
def test_a_mistyped_word_is_mended(mot, corrige):
    lexique = Lexique({"rouen": 5, "roman": 1, "brest": 2, "bretagne": 9})

    assert lexique.correct(mot) == corrige
