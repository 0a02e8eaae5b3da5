"""The files that machines look for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from lxml import etree

from spaser.site.portail.accueil_site import read_expiration
from spaser.site.socle.pages import list_pages

ESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def _read(client):
    reponse = client.get("/.well-known/security.txt")
    assert reponse.status_code == 200
    assert reponse["Content-Type"] == "text/plain; charset=utf-8"
    return dict(ligne.split(": ", 1) for ligne in reponse.text.splitlines())


def test_the_contact_for_security_is_the_operators_own(client, monkeypatch):
    monkeypatch.setenv("SPASER_SECURITE_CONTACT", "mailto:securite@exemple.fr")
    monkeypatch.setenv("SPASER_SECURITE_EXPIRE", "2027-06-30")

    assert _read(client) == {
        "Contact": "mailto:securite@exemple.fr",
        "Expires": "2027-06-30T00:00:00Z",
        "Preferred-Languages": "fr, en",
        "Canonical": "http://127.0.0.1:8000/.well-known/security.txt",
    }


def test_without_it_any_contact_serves(client, monkeypatch):
    monkeypatch.setenv("SPASER_CONTACT", "contact@exemple.fr")

    assert _read(client)["Contact"] == "mailto:contact@exemple.fr"


def test_without_any_the_legal_page_says_how(client):
    contact = _read(client)["Contact"]

    assert contact == "http://127.0.0.1:8000/mentions-legales/#faille"
    assert 'id="faille"' in client.get("/mentions-legales/").text


def test_the_contact_holds_for_sixty_days_more():
    assert read_expiration() > datetime.now(UTC).date() + timedelta(days=60)


def test_a_date_that_cannot_be_read_gives_no_file(client, monkeypatch):
    monkeypatch.setenv("SPASER_SECURITE_EXPIRE", "bientôt")

    assert client.get("/.well-known/security.txt").status_code == 404


def test_engines_may_read_the_public_pages(client):
    lignes = client.get("/robots.txt").text.splitlines()

    assert lignes[0] == "User-agent: *"
    assert {"Disallow: /compte/", "Disallow: /espace/"} <= set(lignes)
    assert "Disallow: /" not in lignes
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lignes


@pytest.mark.django_db
def test_no_page_of_the_plan_is_closed_to_engines(client):
    robots = client.get("/robots.txt").text
    fermes = tuple(ligne.removeprefix("Disallow: ") for ligne in robots.splitlines()[1:-1])

    assert [page.adresse for page in list_pages() if page.adresse.startswith(fermes)] == []


@override_settings(DEMONSTRATION=True)
def test_a_demonstration_is_left_out_of_engines(client):
    assert client.get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


@pytest.mark.longue
@pytest.mark.django_db
def test_every_page_of_the_plan_opens_without_an_account(client):
    plan = etree.fromstring(client.get("/sitemap.xml").content)
    adresses = [lieu.text for lieu in plan.iterfind(".//s:loc", ESPACE)]

    assert "http://127.0.0.1:8000/mentions-legales/" in adresses
    for adresse in adresses:
        assert client.get(adresse.removeprefix("http://127.0.0.1:8000")).status_code == 200
