import pytest

from spaser.elements import fold_mots
from spaser.site.recherche.services import normalise, split_mots, stem


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("Achats équitables", ["achats", "equitables"]),
        ("L’œuvre d’Évry", ["oeuvre", "evry"]),
        ("Côte d'Azur", ["cote", "azur"]),
        ("Île-de-France", ["ile", "france"]),
        ("Grand Est", ["grand", "est"]),
        ("35 %", ["35"]),
        ("  ", []),
        ("<script>", ["script"]),
    ],
)
def test_words_lose_case_accents_ligatures_and_empty_words(texte, mots):
    assert split_mots(texte) == mots


@pytest.mark.parametrize(
    ("un", "autre"),
    [
        ("achat", "achats"),
        ("équitable", "équitables"),
        ("acheteuse", "acheteurs"),
        ("environnemental", "environnementaux"),
        ("insertion", "insertions"),
        ("hôpital", "hôpitaux"),
        ("St", "Saint"),
        ("CŒUR", "coeur"),
    ],
)
def test_two_forms_of_a_word_share_their_stem(un, autre):
    assert normalise(un) == normalise(autre)


def test_two_words_that_differ_keep_two_stems():
    assert stem("marche") != stem("marine")


def test_names_are_sorted_without_case_accent_or_sign():
    assert fold_mots("Évry-Courcouronnes") == "evry courcouronnes"


def test_a_very_long_word_is_cut():
    assert split_mots("a" * 500) == ["a" * 60]
