"""What there is to read, and what the site says of itself."""

import re

import pytest

from spaser.site.portail.accueil_site import list_ressources
from tests.outils.pages import flatten

pytestmark = pytest.mark.django_db


def test_what_others_publish_says_who_when_and_where_it_was_read():
    documents = [document for _, groupe in list_ressources() for document in groupe]

    assert [titre for titre, _ in list_ressources()] == ["Guides", "Outils en ligne", "Formations"]
    assert len(documents) >= 10
    assert all(d.editeur and 2012 < d.annee <= 2026 and d.lu_chez for d in documents)
    assert all(d.lien.startswith("https://") for d in documents)


def test_the_page_names_licences_only_when_they_are_known(client):
    page = flatten(client.get("/ressources/").text)

    assert page.count("Licence CC BY-NC.") == 1
    assert "leur licence n’est pas indiquée par la page lue" in page


def test_what_is_not_sure_of_the_national_plan_is_marked(client):
    page = flatten(client.get("/ressources/").text).replace("\u00a0", " ")

    assert re.search(r'est ouverte \(<a href="#note-\d+"[^>]+>\d+</a>, à vérifier\)', page)
    assert "Jusqu’au 31 décembre 2025 : Le plan visait" in page


def test_the_schemes_to_read_are_in_the_register(client):
    page = client.get("/ressources/").text

    assert 'id="schemas"' in page  # where older links lead
    assert 'href="/registre/a-lire/">Schémas à lire' in page


def test_the_site_says_who_made_the_programme_and_what_it_is_not(client):
    page = flatten(client.get("/a-propos/").text)

    for organisme in ("CGDD", "makesense", "Agence des Économies Solidaires", "Nantes Métropole"):
        assert organisme in page
    assert "plan national pour des achats durables" in page
    assert "Ce n’est pas un site de l’État." in page


def test_a_site_of_the_state_does_not_say_that_it_is_none(client, settings):
    settings.MARQUE = "etat"

    assert "Ce n’est pas un site de l’État" not in client.get("/a-propos/").text
