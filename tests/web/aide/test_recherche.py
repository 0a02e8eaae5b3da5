"""Words looked for in the guide."""

import pytest

from spaser.web.aide.recherche import cut_extrait, search

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("demande", "page"),
    [
        ("second facteur", "compte"),
        ("SECOND FACTEURS", "compte"),
        ("depenses payees", "depenses"),
        ("dépenses payées", "depenses"),
        ("quarantaine", "importer"),
        ("corbei", "equipe"),
        ("confiance", "confiance"),
    ],
)
def test_words_are_found_whatever_their_accents_and_number(demande, page):
    assert page in {trouvaille.page.code for trouvaille in search(demande)}


def test_every_word_must_be_there():
    assert search("autodiagnostic") != []
    assert search("autodiagnostic xyzzy") == []


def test_a_page_named_by_the_word_comes_first():
    assert search("grille")[0].page.code in {"grille", "outils"}
    assert search("autodiagnostic")[0].page.code == "diagnostic"


@pytest.mark.parametrize("demande", ["", "  ", "de la", "?!", "à"])
def test_a_question_without_a_word_finds_nothing(demande):
    assert search(demande) == []


def test_an_extract_marks_the_words_found_as_they_are_written():
    morceaux = cut_extrait("Lire ses dépenses payées, puis la dépense d’un mois.", "DEPENSE")

    assert [texte for texte, trouve in morceaux if trouve] == ["dépenses", "dépense"]
    assert "".join(texte for texte, _ in morceaux) == (
        "Lire ses dépenses payées, puis la dépense d’un mois."
    )


def test_an_extract_is_cut_around_the_first_word():
    texte = "mot " * 200 + "cible " + "fin " * 200

    lu = "".join(morceau for morceau, _ in cut_extrait(texte, "cible"))

    assert lu.startswith("… ")
    assert lu.endswith(" …")
    assert "cible" in lu
    assert len(lu) < 300


def test_the_page_shows_what_is_found(client):
    page = client.get("/aide/", {"q": "corbeille"}).text

    assert ">corbeille</mark>" in page
    assert 'href="/aide/equipe/#la-corbeille"' in page


def test_what_is_typed_is_never_obeyed(client):
    page = client.get("/aide/", {"q": "<script>alert(1)</script>"}).text

    assert "<script>alert" not in page


def test_nothing_found_says_what_to_try(client):
    page = client.get("/aide/", {"q": "xyzzy"}).text

    assert "Rien dans l’aide pour ces mots" in page
    assert 'href="/aide/premiers-pas/"' in page
