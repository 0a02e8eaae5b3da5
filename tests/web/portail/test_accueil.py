"""The home page."""

import re

import pytest

from spaser.web.portail.selectors import Tuile
from spaser.web.registre.selectors.chiffres import ChiffreCle
from tests.outils.pages import flatten

pytestmark = pytest.mark.django_db


def test_anyone_reads_the_home_page(client):
    reponse = client.get("/")

    assert reponse.status_code == 200
    assert "<h1>La plateforme des achats publics responsables</h1>" in reponse.text


def test_the_search_leads_to_the_register(client):
    texte = flatten(client.get("/").text)

    assert re.search(r'<form class="fr-search-bar[^>]*role="search" action="/registre/"', texte)
    assert '<input class="fr-input" type="search" name="q" id="recherche"' in texte


def test_what_may_be_done_next_can_be_opened(client):
    actes = client.get("/").text.split('id="actes"')[1].split("</section>")[0]
    adresses = re.findall(r'<a href="([^"]+)">', actes)

    assert adresses == [
        "/espace/",
        "/registre/",
        "/registre/carte/",
        "/registre/comparaison/",
        "/registre/deposer/",
        "/registre/alerte/",
        "/donnees-ouvertes/",
    ]
    for adresse in adresses:
        assert client.get(adresse, follow=True).status_code == 200


def test_an_empty_register_shows_no_figure(client):
    assert "Le registre en chiffres" not in client.get("/").text


def _chiffres(monkeypatch, *chiffres):
    monkeypatch.setattr(
        "spaser.web.portail.selectors.read_chiffres",
        lambda _jour: type(
            "Chiffres", (), {"recenses": chiffres[0], "principaux": chiffres, "date": None}
        ),
    )


def test_each_figure_says_its_base_and_leads_to_its_list(monkeypatch, client):
    _chiffres(
        monkeypatch,
        ChiffreCle("Schémas recensés", 52, 52, 0, ""),
        ChiffreCle("Schémas en vigueur", 30, 52, 9, "statut=adopte"),
        ChiffreCle("Schémas mutualisés", 12, 52, 0, "mutualise=oui"),
    )

    assert client.get("/").context["chiffres"] == [
        Tuile(52, "Schémas recensés", "", "/registre/", None),
        Tuile(
            30,
            "Schémas en vigueur",
            "sur 52\u00a0; non renseigné pour 9",
            "/registre/?statut=adopte",
            None,
        ),
        Tuile(12, "Schémas mutualisés", "sur 52", "/registre/?mutualise=oui", None),
    ]
