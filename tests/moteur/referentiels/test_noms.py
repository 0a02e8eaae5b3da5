"""Names searched in memory: what is typed, what is found, in which order."""

import pytest

from spaser.moteur.referentiels.noms import (
    DEBUT,
    DEDANS,
    MEME,
    IndexNoms,
    NomsTrouves,
    Trouve,
    split_nom,
)

NOMS = [
    ("Région Bretagne", "Bretagne"),
    ("Strasbourg", "Bas-Rhin 67 Grand Est"),
    ("Saint-Denis", "La Réunion 974"),
    ("Saint-Denis", "Seine-Saint-Denis 93 Île-de-France"),
    ("Rouen", "Seine-Maritime 76 Normandie ville"),
    ("Métropole Rouen Normandie", "Seine-Maritime 76 Normandie"),
    ("Bretagne", "Indre 36"),
    ("Centre hospitalier de Saint-Denis", "Seine-Saint-Denis 93"),
    ("L’Haÿ-les-Roses", "Val-de-Marne 94"),
    ("COMMUNE DE BREST", "Finistère 29"),
]


@pytest.fixture(scope="module")
def index():
    return IndexNoms(NOMS)


def _list(index, texte, limite=5):
    return [NOMS[trouve.rang][0] for trouve in index.search(texte, limite).trouves]


@pytest.mark.parametrize(
    ("texte", "trouves"),
    [
        ("rouen", ["Rouen", "Métropole Rouen Normandie"]),
        ("ROUEN, métropole", ["Métropole Rouen Normandie"]),
        ("rou", ["Rouen", "Métropole Rouen Normandie"]),
        ("l'hay les roses", ["L’Haÿ-les-Roses"]),
        ("bretagne", ["Région Bretagne", "Bretagne"]),
        ("région bretagne", ["Région Bretagne"]),
        ("brest", ["COMMUNE DE BREST"]),
        ("saint denis", ["Saint-Denis", "Saint-Denis", "Centre hospitalier de Saint-Denis"]),
        ("CH st denis", ["Centre hospitalier de Saint-Denis"]),
        ("ville de rouen", ["Rouen"]),
        ("zzzz", []),
        ("", []),
        ("de la", []),
        ("%'; drop", []),
    ],
)
def test_a_name_is_found_by_the_beginnings_of_its_words(index, texte, trouves):
    assert _list(index, texte) == trouves


def test_homonyms_are_told_by_their_place(index):
    assert index.search("saint denis 93", 1).trouves == (Trouve(MEME, 3),)
    assert index.search("saint denis réunion", 1).trouves == (Trouve(MEME, 2),)
    assert index.search("indre bretagne", 1).trouves == (Trouve(MEME, 6),)


def test_each_answer_says_how_near_it_is(index):
    assert index.search("rouen", 5).trouves == (Trouve(MEME, 4), Trouve(DEDANS, 5))
    assert index.search("saint", 1).trouves == (Trouve(DEBUT, 2),)


@pytest.mark.parametrize(
    ("texte", "corrige", "premier"),
    [
        ("roeun", "rouen", "Rouen"),
        ("strasbuorg", "strasbourg", "Strasbourg"),
        ("region bretgane", "region bretagne", "Région Bretagne"),
        ("strazbourk", "strasbourg", "Strasbourg"),  # two slips in a long word
    ],
)
def test_a_slip_is_mended_and_said(index, texte, corrige, premier):
    reponse = index.search(texte, 1)

    assert (NOMS[reponse.trouves[0].rang][0], reponse.corrige) == (premier, corrige)
    assert reponse.ignores == ()


def test_a_name_typed_right_is_never_mended(index):
    assert index.search("brest", 5).corrige == ""


def test_words_that_no_name_holds_together_are_left_out_and_said(index):
    assert index.search("hôpital rouen", 1) == NomsTrouves((Trouve(MEME, 4),), "", ("hopital",))
    assert index.search("brest strasbourg", 1).ignores == ("strasbourg",)


def test_no_more_is_given_than_asked(index):
    assert len(_list(index, "saint", 2)) == 2


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("CC du Grésivaudan", ["communaute", "communes", "gresivaudan"]),
        ("cc", ["cc"]),  # alone, it may begin a word
        ("Ste-Œuvre d’Eu", ["sainte", "oeuvre", "eu"]),
    ],
)
def test_a_name_has_one_spelling(texte, mots):
    assert split_nom(texte) == mots
