"""Words looked for in the guide: the search of the site, kept to its pages."""

from datetime import date

import pytest

from spaser.site.portail.aide import NOM
from spaser.site.recherche.reponses import answer_recherche

pytestmark = pytest.mark.django_db


def search(demande):
    groupes = answer_recherche(demande, date(2026, 11, 27), NOM).groupes
    return [resultat.texte for groupe in groupes for resultat in groupe.resultats]


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
    assert f"/aide/{page}/" in {texte.page for texte in search(demande)}


def test_a_page_is_shown_once_at_the_section_that_answers_best():
    pages = [texte.page for texte in search("marché")]

    assert len(pages) == len(set(pages))


def test_a_page_named_by_the_word_comes_first():
    assert search("grille")[0].page in {"/aide/grille/", "/aide/outils/"}
    assert search("autodiagnostic")[0].page == "/aide/diagnostic/"


def test_the_page_shows_what_is_found(client):
    page = client.get("/aide/", {"q": "corbeille"}).text

    assert ">corbeille</mark>" in page
    assert 'href="/aide/equipe/#la-corbeille"' in page
    assert 'href="/recherche/?q=corbeille"' in page


def test_what_is_typed_is_never_obeyed(client):
    page = client.get("/aide/", {"q": "<script>alert(1)</script>"}).text

    assert "<script>alert" not in page


def test_nothing_found_says_what_to_try(client):
    page = client.get("/aide/", {"q": "xyzzyx"}).text

    assert "Rien dans l’aide pour ces mots" in page
    assert 'href="/aide/premiers-pas/"' in page
