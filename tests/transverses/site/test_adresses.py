"""Every view named in the code exists: a renamed one is found here, not by a visitor."""

import re
from pathlib import Path

import django.forms
import dsfr

import spaser.site
from tests.transverses.site.vues import list_vues

RACINE = Path(spaser.site.__file__).parent
APPS = "|".join(sorted({vue.nom.partition(":")[0] for vue in list_vues() if ":" in vue.nom}))
NOM = re.compile(rf"""["']((?:{APPS}):[a-z][a-z_]*[a-z])["']""")
BIBLIOTHEQUES = [Path(m.__file__).parent / "templates" for m in (dsfr, django.forms)]
INCLUS = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']""")
# Namespaces also begin the keys of discussions and of the journal, written with capitals or dots.


def test_every_view_named_in_the_code_exists():
    connues = {vue.nom for vue in list_vues()}
    inconnues = {
        f"{fichier.relative_to(RACINE)}: {nom}"
        for fichier in [*RACINE.rglob("*.py"), *RACINE.rglob("*.html")]
        for nom in NOM.findall(fichier.read_text("utf-8"))
        if nom not in connues
    }

    assert inconnues == set()


def test_the_search_finds_names():
    assert NOM.findall('reverse("accueil:espaces") + "chiffres:SOC-01"') == ["accueil:espaces"]


def test_every_template_named_in_a_template_exists():
    dossiers = [*RACINE.rglob("templates"), *BIBLIOTHEQUES]
    absents = {
        f"{gabarit.relative_to(RACINE)}: {nom}"
        for gabarit in RACINE.rglob("*.html")
        for nom in INCLUS.findall(gabarit.read_text("utf-8"))
        if not any((dossier / nom).exists() for dossier in dossiers)
    }

    assert absents == set()
