"""Menus that each app adds to."""

import re

import pytest
from django.test import RequestFactory
from django.urls import reverse

from spaser.site.socle import pages
from spaser.site.socle.declarations import list_declares
from spaser.site.socle.pages import Entree, Zone, list_autour, list_liens_menu, list_menu


@pytest.fixture
def declare_entree(monkeypatch):
    entrees = []
    monkeypatch.setattr(pages, "list_declares", lambda _nom: entrees)
    return entrees.append


def _list(chemin="/", zone=Zone.PRINCIPAL):
    return list_liens_menu(RequestFactory().get(chemin), zone)


def test_entries_stand_in_their_order_each_in_its_menu(declare_entree):
    declare_entree(Entree("Plan", "portail:plan", 20))
    declare_entree(Entree("Accueil", "portail:accueil", 10))
    declare_entree(Entree("Mentions", "portail:mentions", 0, Zone.LEGAL))

    assert [lien.libelle for lien in _list()] == ["Accueil", "Plan"]
    assert [lien.adresse for lien in _list(zone=Zone.LEGAL)] == ["/mentions-legales/"]


def test_an_entry_is_kept_from_those_who_could_not_follow_it(declare_entree):
    declare_entree(Entree("Plan", "portail:plan", 0, visible=lambda _request: False))

    assert _list() == []


@pytest.mark.parametrize(
    ("chemin", "attendu"),
    [
        ("/plan-du-site/", "page"),
        ("/plan-du-site/suite/", "true"),
        ("/autre/", ""),
    ],
)
def test_the_entry_of_the_page_is_told(declare_entree, chemin, attendu):
    declare_entree(Entree("Plan", "portail:plan", 0))

    assert [lien.courante for lien in _list(chemin)] == [attendu]


def test_the_home_page_is_not_current_elsewhere(declare_entree):
    declare_entree(Entree("Accueil", "portail:accueil", 0))

    assert [lien.courante for lien in _list("/plan-du-site/")] == [""]


def test_only_the_nearest_entry_is_current(declare_entree):
    declare_entree(Entree("Site", "portail:plan", 0))
    declare_entree(Entree("Registre", "registre:liste", 1))
    declare_entree(Entree("Carte", "registre:carte", 2))

    assert [lien.courante for lien in _list("/registre/carte/")] == ["", "", "page"]
    assert [lien.courante for lien in _list("/registre/bretagne-1/")] == ["", "true", ""]


def _menu(chemin="/"):
    return list_menu(RequestFactory().get(chemin))


def test_the_rest_stands_under_titles_each_at_its_place(declare_entree):
    declare_entree(Entree("Mon espace", "accueil:espaces", 60))
    declare_entree(Entree("Carte", "registre:carte", 20, Zone.REGISTRE))
    declare_entree(Entree("Liste", "registre:liste", 10, Zone.REGISTRE))
    declare_entree(Entree("Plan", "portail:plan", 10))

    assert [(e.libelle, [lien.libelle for lien in e.liens]) for e in _menu()] == [
        ("Plan", []),
        ("Registre", ["Liste", "Carte"]),
        ("Mon espace", []),
    ]


def test_a_title_is_current_when_the_page_stands_under_it(declare_entree):
    declare_entree(Entree("Liste", "registre:liste", 10, Zone.REGISTRE))
    declare_entree(Entree("Plan", "portail:plan", 10))

    assert [entree.courante for entree in _menu("/registre/bretagne-1/")] == [False, True]


def test_an_entry_under_another_leaves_the_menu_and_marks_the_one_that_gathers_it(declare_entree):
    declare_entree(Entree("Carte", "registre:carte", 5, sous="registre:liste"))
    declare_entree(Entree("Liste", "registre:liste", 10, Zone.REGISTRE))
    declare_entree(Entree("Déposer", "registre:deposer", 20, Zone.REGISTRE))

    (titre,) = _menu("/registre/carte/")

    assert [(lien.libelle, lien.courante) for lien in titre.liens] == [
        ("Liste", "true"),
        ("Déposer", ""),
    ]
    for chemin in ("/registre/", "/registre/carte/"):
        autour = list_autour(RequestFactory().get(chemin))
        assert [lien.libelle for lien in autour] == ["Liste", "Carte"]
        assert [lien.adresse for lien in autour if lien.courante == "page"] == [chemin]
    assert list_autour(RequestFactory().get("/registre/deposer/")) == []
    assert list_autour(RequestFactory().get("/registre/bretagne-1/")) == []


def test_each_page_under_an_entry_of_the_site_leads_to_its_family(client, db):
    entrees = list_declares("ENTREES")
    seules = {e.vue for e in entrees if not e.sous}
    sous = [e for e in entrees if e.sous]

    assert sous
    for entree in sous:
        assert entree.sous in seules
        page = client.get(reverse(entree.sous), follow=True).text.split("Autour de cette page")[1]
        liens = re.findall(r'href="([^"]+)"', page.split("</nav>")[0])
        assert {reverse(entree.vue), reverse(entree.sous)} <= set(liens)
