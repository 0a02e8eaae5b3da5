"""What pages say of themselves where their address is shared: public pages, and no other."""

import re
from collections import defaultdict

import pytest
from django.conf import settings
from django.urls import resolve

from spaser.site.socle.pages import list_pages
from spaser.site.socle.reglages import URLS_PUBLIQUES
from tests.transverses.site.personnes import ANONYME

pytestmark = pytest.mark.django_db

ATTENDUS = {"og:site_name": "SPASER", "og:type": "website", "og:locale": "fr_FR",
            "og:image:width": "1200", "og:image:height": "630"}  # fmt: skip


def _read_og(document):
    return {
        meta.get("property"): meta.get("content") for meta in document.all("//head/meta[@property]")
    }


def _name(document):
    return resolve(document.visite.adresse.partition("?")[0]).view_name


@pytest.fixture(scope="module")
def dites(documents):
    """Give what anybody reads at each public address, with its document."""
    return [
        (document, _read_og(document))
        for document in documents
        if document.visite.est_page and document.visite.personne.nom == ANONYME
        if document.visite.methode == "GET" and "?" not in document.visite.adresse
    ]


def test_every_page_that_engines_read_says_what_it_is(dites):
    attendues = {resolve(page.adresse).view_name for page in list_pages()}
    parlantes = {_name(document) for document, og in dites if og}

    assert attendues
    assert attendues & {_name(document) for document, _ in dites} - parlantes == set()


def test_a_page_says_its_own_title_sentence_and_address(dites):
    ecarts = []
    for document, og in dites:
        if not og:
            continue
        titre = document.titre.removesuffix(" – SPASER")
        [phrase] = document.all("//head/meta[@name='description']/@content")
        vus = (
            {nom: og.get(nom) for nom in ATTENDUS} == ATTENDUS,
            og["og:title"].split() == titre.split(),
            og["og:description"].split() == phrase.split() and len(phrase) <= 300,
            og["og:url"] == settings.ADRESSE + document.visite.adresse,
            og["og:image"].startswith(f"{settings.ADRESSE}/apercu/"),
            og["og:image:alt"] == f"{og['og:title']}. {og['og:description']}",
        )
        if not all(vus):
            ecarts.append(f"{document}: {vus}, {og}")

    assert ecarts == [], "\n".join(ecarts)


def test_a_sentence_is_said_of_one_page(dites):
    vues = defaultdict(set)
    for document, og in dites:
        if og:
            vues[og["og:description"]].add(_name(document))

    assert {phrase: noms for phrase, noms in vues.items() if len(noms) > 1} == {}


def test_other_pages_say_nothing_of_themselves(documents):
    bavardes = [
        str(document)
        for document in documents
        if _read_og(document)
        if not document.visite.est_page
        or _name(document) not in URLS_PUBLIQUES
        or re.search("noindex", document.visite.entetes.get("X-Robots-Tag", ""))
    ]

    assert bavardes == []
