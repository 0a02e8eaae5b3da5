"""What a page weighs, and where it comes from."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

PLAFOND = 250 * 1024
FEUILLE = re.compile(r'<link[^>]*rel="stylesheet"[^>]*?href="([^"]+)"', re.DOTALL)
SCRIPT = re.compile(r'<script[^>]*?src="([^"]+)"[^>]*>', re.DOTALL)

pytestmark = pytest.mark.django_db


def _weigh(adresse):
    chemin = finders.find(adresse.removeprefix("/static/"))
    return len(gzip.compress(Path(chemin).read_bytes(), compresslevel=6))


def _list_files(texte):
    # A browser that reads modules never loads the script for those that do not.
    scripts = [m[1] for m in SCRIPT.finditer(texte) if "nomodule" not in m[0]]
    return FEUILLE.findall(texte) + scripts


def test_styles_and_scripts_hold_in_250_kilobytes(client):
    fichiers = _list_files(client.get("/").text)

    assert len(fichiers) >= 6
    assert sum(_weigh(fichier) for fichier in fichiers) <= PLAFOND


def test_nothing_comes_from_elsewhere(client):
    texte = client.get("/").text

    assert re.findall(r'(?:src|srcset|action)="(?:https?:)?//[^"]*', texte) == []
    assert re.findall(r'<link[^>]*href="(?:https?:)?//[^"]*', texte) == []
