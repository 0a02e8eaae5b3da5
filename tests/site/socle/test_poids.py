"""What a page weighs, and where it comes from."""

import gzip
import re
from functools import cache
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from spaser.site.socle.pages import list_pages

PLAFOND = 250 * 1024
FEUILLE = re.compile(r'<link[^>]*rel="stylesheet"[^>]*?href="([^"]+)"', re.DOTALL)
SCRIPT = re.compile(r'<script[^>]*?src="([^"]+)"[^>]*>', re.DOTALL)

pytestmark = pytest.mark.django_db


@cache
def _weigh(adresse):
    chemin = finders.find(adresse.removeprefix("/static/"))
    return len(gzip.compress(Path(chemin).read_bytes(), compresslevel=6))


def _list_files(texte):
    # A browser that reads modules never loads the script for those that do not.
    scripts = [m[1] for m in SCRIPT.finditer(texte) if "nomodule" not in m[0]]
    return FEUILLE.findall(texte) + scripts


def _read_pages(client):
    """Read every public page, new ones too: each is in the plan of the site."""
    return {page.adresse: client.get(page.adresse).text for page in list_pages()}


@pytest.mark.longue
def test_styles_and_scripts_hold_in_250_kilobytes(client):
    poids = {
        adresse: sum(_weigh(fichier) for fichier in _list_files(texte))
        for adresse, texte in _read_pages(client).items()
    }

    assert min(poids.values()) > 150 * 1024  # DSFR alone: less would mean that some was not seen
    assert {a: p for a, p in poids.items() if p > PLAFOND} == {}


@pytest.mark.longue
def test_nothing_comes_from_elsewhere(client):
    dehors = re.compile(
        r'(?:\b(?:src|srcset|action)|<link(?![^>]*canonical|[^>]*alternate)[^>]*href)="(?:https?:)?//[^"]*'
    )

    assert {a: d for a, t in _read_pages(client).items() if (d := dehors.findall(t))} == {}
