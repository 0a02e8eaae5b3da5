from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from tests.site.registre.fabrique import MAINTENANT, make_fiche

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def _read(client, requete=""):
    reponse = client.get(f"/registre/flux.atom?{requete}")
    assert reponse["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(reponse.content)  # noqa: S314 - our own feed


def test_the_feed_gives_the_latest_change_first(client):
    ancienne = make_fiche("Ville de Lyon", maintenant=MAINTENANT)
    make_fiche("Ville de Brest", maintenant=MAINTENANT + timedelta(hours=1))
    make_fiche("Ville de Lyon", fiche=ancienne, maintenant=MAINTENANT + timedelta(hours=2))

    entrees = _read(client).findall(f"{ATOM}entry")

    assert [e.findtext(f"{ATOM}title") for e in entrees] == ["Ville de Lyon", "Ville de Brest"]
    assert entrees[0].findtext(f"{ATOM}updated") == "2026-11-24T14:00:00+00:00"


def test_the_feed_of_a_search_holds_only_what_it_finds(client):
    make_fiche("Ville de Lyon")
    make_fiche("Ville de Brest")

    flux = _read(client, "q=brest")

    assert [t.text for t in flux.iterfind(f"{ATOM}entry/{ATOM}title")] == ["Ville de Brest"]
    assert flux.findtext(f"{ATOM}title") == "SPASER – « brest »"
    adresses = [lien.get("href") for lien in flux.iterfind(f"{ATOM}link")]
    assert all(adresse.startswith("http") for adresse in adresses)


def test_text_that_looks_like_markup_stays_text(client):
    make_fiche("<b>Ville</b> & Cie")

    assert _read(client).findtext(f"{ATOM}entry/{ATOM}title") == "<b>Ville</b> & Cie"


def test_a_reader_that_asks_again_is_told_that_nothing_changed(client):
    make_fiche("Ville de Lyon")
    etiquette = client.get("/registre/flux.atom")["ETag"]
    entetes = {"If-None-Match": etiquette}

    assert client.get("/registre/flux.atom", headers=entetes).status_code == 304
    make_fiche("Ville de Brest")
    assert client.get("/registre/flux.atom", headers=entetes).status_code == 200
