"""Who helps, the glossary and the news, as anybody reads them."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.utils import timezone
from lxml import etree

from tests.outils.pages import flatten
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _le_27_novembre_2026(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 27, 9, tzinfo=UTC))


def read(client, adresse, **choix):
    reponse = client.get(adresse, choix)
    assert reponse.status_code == 200
    return unescape(flatten(reponse.text)).replace("\u00a0", " ").replace("\u202f", " ")


def ancres(page):
    return re.findall(r'<article class="appui" id="([^"]+)"', page)


def test_anyone_reads_who_helps_with_the_map_and_its_table(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page = read(client, "/aides/")

    assert page.count("<h1") == 1
    assert len(ancres(page)) == len(set(ancres(page))) == 42
    assert "Une expertise juridique." in page
    assert "Gratuit" in page
    assert "Une heure au plus" in page
    assert "à compléter" in page
    assert "existence non confirmée en 2026, dernière trace le 2 juillet 2024" in page
    assert "CD2E, avec le CERDD et APuRe" in page
    assert page.count('class="spaser-zone') == 18
    assert 'aria-label="Bretagne : un réseau et un guichet vert"' in page
    assert 'aria-label="Corse : ni réseau ni guichet vert trouvé"' in page
    assert 'aria-label="Grand Est : l’un des deux"' in page
    assert "Bas-Rhin (67) : à compléter" in page
    assert "Près de chez vous" not in page
    assert "Contact à compléter" not in page  # told once, on the page of each


def test_each_says_where_it_was_read_and_how_surely(client):
    page = read(client, "/aides/")

    notes = dict(re.findall(r'<li id="note-(\d+)">(.*?)</li>', page))
    lue = re.compile(
        r'/obligations/sources/[A-Z0-9-]+/">.*lecture du (?:24|26|30) novembre 2026, \w'
    )
    for article in page.split('<article class="appui"')[1:]:
        cites = re.findall(r'<a href="#note-(\d+)"', article)
        assert cites
        assert [notes[numero] for numero in cites if not lue.search(notes[numero])] == []


@pytest.mark.parametrize("territoire", ["04", "d974"])
def test_a_region_or_a_department_and_a_kind_keep_what_concerns_them(client, territoire):
    page = read(client, "/aides/", region=territoire, sorte="guichets")

    assert "<h1>Qui peut m’aider : La Réunion</h1>" in page
    assert ancres(page) == ["guichet-la-reunion", "guichet-vert"]
    assert "spaser-zone" not in page


@pytest.mark.parametrize(
    ("choix", "conseil"),
    [
        ({"region": "lune"}, "« lune » n’est pas une région"),
        ({"sorte": "<b>"}, "n’est pas une sorte d’aide"),
    ],
)
def test_a_wrong_choice_is_told_and_filters_nothing(client, choix, conseil):
    page = read(client, "/aides/", **choix)

    assert conseil in page
    assert len(ancres(page)) == 42
    assert "<b>" not in client.get("/aides/", choix).text


def test_who_is_signed_in_is_led_to_her_region():
    membre = make_membre(make_organisation(code_region="53"), "contribution")
    page = read(sign_in(membre.utilisateur), "/aides/")

    proches = page.partition("Près de chez vous : Bretagne")[2].partition("</section>")[0]
    siennes = ancres(proches)
    assert siennes[:2] == ["guichet-bretagne", "reseco"]
    assert proches.count("<details open>") == len(siennes)
    assert page.count("<details open>") == len(siennes)
    assert ancres(page)[: len(siennes)] == siennes
    assert len(ancres(page)) == len(set(ancres(page))) == 42
    assert re.search(r'Votre structure est en Bretagne : <a href="/aides/\?region=53"', page)


def test_the_glossary_goes_from_a_to_z_with_its_sources(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        page = read(client, "/glossaire/")

    lettres = re.findall(r'id="lettre-([A-Z])"', page)
    assert lettres == sorted(lettres)
    assert len(lettres) == len(set(lettres)) > 10
    assert 'id="esus"' in page
    assert '/obligations/sources/TRAVAIL-L3332-17-1/"' in page
    assert re.search(r"<dt>CCTP</dt>\s*<dd>\s*Cahier des clauses techniques", page)


def test_the_news_are_read_on_their_page_and_as_a_feed(client):
    page = read(client, "/actualites/")
    reponse = client.get("/actualites/flux.xml")
    entrees = etree.fromstring(reponse.content).findall(f"{ATOM}entry")

    assert '<a href="/aides/"' in page
    assert page.index('id="qui-peut-m-aider"') < page.index('id="glossaire-en-ligne"')
    assert reponse["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert len(entrees) == 3
    assert entrees[0].findtext(f"{ATOM}updated") == "2026-11-27T00:00:00+01:00"
    assert entrees[0].find(f"{ATOM}link").get("href").endswith("/actualites/#qui-peut-m-aider")
    assert '/aides/"' in entrees[0].findtext(f"{ATOM}summary")
    assert 'href="/' not in entrees[0].findtext(f"{ATOM}summary")
    etag = {"If-None-Match": reponse["ETag"]}
    assert client.get("/actualites/flux.xml", headers=etag).status_code == 304
