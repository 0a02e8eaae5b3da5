"""What each page makes a browser load."""

import gzip
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.django_db

PLAFOND = 250 * 1024
FEUILLES = "//link[@rel='stylesheet']/@href"
SCRIPTS = "//script[@src and not(@nomodule)]/@src"  # a browser that reads modules skips the rest
PAGE = 100 * 1024


@cache
def _weigh(adresse):
    chemin = finders.find(adresse.partition("?")[0].removeprefix("/static/"))
    return len(gzip.compress(Path(chemin).read_bytes(), compresslevel=6))


def test_styles_and_scripts_of_a_page_hold_in_250_kilobytes(documents):
    lourdes = {}
    for document in documents:
        poids = sum(_weigh(a) for a in document.all(f"{FEUILLES} | {SCRIPTS}"))
        if poids > PLAFOND:
            lourdes[str(document)] = poids

    assert lourdes == {}


def test_a_page_itself_stays_light(documents):
    pages = {str(d): d.visite.texte.encode() for d in documents}
    lourdes = {nom: page for nom, page in pages.items() if len(page) > PAGE}
    poids = {nom: len(gzip.compress(page)) for nom, page in lourdes.items()}

    assert {nom: octets for nom, octets in poids.items() if octets > PAGE} == {}
