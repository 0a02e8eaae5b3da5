"""Which texts answer, and in which order: plain values, no base."""

import pytest

from spaser.site.recherche.index import Document, Index, TermeCherche, cut_extrait, read_termes
from spaser.site.recherche.services import TexteCherchable, split_mots, stem_texte, strip_marques

TEXTES = {
    "insertion": TexteCherchable(
        "insertion", "Clause d’insertion", "/a/", corps="Des heures de travail."
    ),
    "nettoyage": TexteCherchable(
        "nettoyage",
        "Nettoyage des locaux",
        "/b/",
        resume="Produits, horaires de jour, clause d’insertion.",
    ),
    "vote": TexteCherchable(
        "vote", "Faire voter le schéma", "/c/", corps="La délibération du conseil."
    ),
    "reserve": TexteCherchable("reserve", "Marché réservé", "/d/", mots_cles="ESAT handicap"),
    "long": TexteCherchable("long", "Divers", "/e/", corps="insertion " + "mot " * 400),
}
SYNONYMES = {
    ("sia",): (("sia",), ("claus", "insert")),
    ("claus", "insert"): (("sia",), ("claus", "insert")),
}


@pytest.fixture(scope="module")
def index():
    return Index([Document.of(texte, "essai", 1.0) for texte in TEXTES.values()])


def rank(index, demande):
    termes = read_termes(split_mots(demande), SYNONYMES)
    return [note.document.texte.code for note in index.rank(termes)]


@pytest.mark.parametrize(
    ("demande", "codes"),
    [
        ("insertion", ["insertion", "nettoyage", "long"]),  # title, summary, lost in a long text
        ("nettoyage insertion", ["nettoyage"]),  # the others answer too little of it
        ("votes", ["vote"]),
        ("votée", ["vote"]),
        ("esat", ["reserve"]),
        ("siae", ["insertion", "nettoyage"]),  # both words of a phrase, or nothing
        ("xylophone", []),
        ("xylophone insertion", ["insertion", "nettoyage", "long"]),
    ],
)
def test_texts_are_ranked_by_where_words_stand(index, demande, codes):
    assert rank(index, demande) == codes


def test_a_text_that_answers_a_small_part_of_a_question_does_not_answer(index):
    assert "long" not in rank(index, "insertion délibération conseil réservé nettoyage")


def test_a_word_known_elsewhere_is_missed_by_every_text(index):
    seul = [
        TermeCherche(("insert",)),
        TermeCherche(("nant",), ailleurs=True),
        TermeCherche(("bret",), ailleurs=True),
    ]

    assert index.rank(seul) == []


def test_one_kind_may_be_asked_alone(index):
    termes = read_termes(["insertion"], {})

    assert index.rank(termes, frozenset(["autre"])) == []
    assert len(index.rank(termes, frozenset(["essai"]))) == 3


def test_the_beginning_of_words_is_found_and_slips_are_mended(index):
    assert index.list_debuts("deliber") == [("deliber",)]
    assert index.correct("nettoiage") == "nettoyage"
    assert index.correct("xylophone") is None


def test_a_text_whose_stem_no_accent_tells_is_found():
    assert stem_texte("obligee") == stem_texte("oblige") == stem_texte("obliges")


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("Voir [la fiche](/fiches/x/) **vite**.", "Voir la fiche vite."),
        ("Le seuil est de 50 millions. [[CCP-D2111-3]]", "Le seuil est de 50 millions."),
        ("- un\n- deux\n1. trois", "un deux trois"),
        ("5 - 3 = 2", "5 - 3 = 2"),
        ("", ""),
    ],
)
def test_marks_of_typed_texts_are_taken_out(texte, mots):
    assert strip_marques(texte) == mots


def test_an_extract_marks_the_words_found_as_they_are_written():
    morceaux = cut_extrait("Lire ses dépenses payées, puis la dépense d’un mois.", {"depens"})

    assert [texte for texte, trouve in morceaux if trouve] == ["dépenses", "dépense"]
    assert "".join(texte for texte, _ in morceaux) == (
        "Lire ses dépenses payées, puis la dépense d’un mois."
    )


def test_an_extract_is_cut_around_the_first_word():
    texte = "mot " * 200 + "cible " + "fin " * 200

    lu = "".join(morceau for morceau, _ in cut_extrait(texte, {"cibl"}))

    assert lu.startswith("… ")
    assert lu.endswith(" …")
    assert "cible" in lu
    assert len(lu) < 300
