"""The user guide on the site: one source, safe, linked, complete."""

import re
from urllib.parse import unquote

import pytest

from spaser.site.portail.aide import load_guide, load_sommaire, render_page
from tests.outils.pages import flatten
from tests.transverses.arbre import RACINE, sous

pytestmark = pytest.mark.django_db

LIEN_DU_GUIDE = re.compile(r"\]\(([\w-]+)\.md")


def _codes():
    return {f.stem for f in sous("docs/guide", ".md")} - {"README"}


def test_every_page_of_the_folder_is_on_the_site():
    assert set(load_guide()) == _codes()


def test_the_summary_leads_to_every_page():
    liens = set(LIEN_DU_GUIDE.findall((RACINE / "docs/guide/README.md").read_text("utf-8")))

    assert liens == _codes()


def test_every_page_opens_with_one_title(client):
    fautives = [
        page.code
        for page in load_guide().values()
        if client.get(page.adresse).text.count("<h1") != 1 or page.titre == page.code
    ]

    assert fautives == []


def test_a_page_that_does_not_exist_is_not_found(client):
    assert client.get("/aide/rien/").status_code == 404


@pytest.mark.parametrize(
    ("source", "absent"),
    [
        ("Bonjour <script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("[ici](javascript:alert(1))", "<a"),
        ("![x](data:text/html;base64,AAAA)", "<img"),
    ],
)
def test_html_of_the_source_is_never_obeyed(source, absent):
    assert absent not in render_page("essai", f"# Essai\n\n{source}\n").corps


@pytest.mark.parametrize(
    ("source", "rendu"),
    [
        ("[Lire](registre.md)", 'href="/aide/registre/"'),
        ("[Lire](registre.md#chercher)", 'href="/aide/registre/#chercher"'),
        ("[Guide](README.md)", 'href="/aide/"'),
        ("[méthode](../methodes/README.md)", 'href="/methodes/"'),
        ("[données](../exploitation/donnees-nationales.md)", "<p>données</p>"),
        ("[ailleurs](https://exemple.fr/a)", 'href="https://exemple.fr/a" rel="external"'),
        ("![Vue](../ailleurs/bilan.png)", 'src="/static/aide/bilan.png"'),
        ("## Où chercher ?", '<h2 id="où-chercher-">Où chercher\u00a0?</h2>'),
        ("```\nspaser bilan : x\n```", "<code>spaser bilan : x\n</code>"),
        ("| A |\n| --- |\n| b |", '<th scope="col">A</th>'),
    ],
)
def test_markdown_becomes_a_page_of_the_site(source, rendu):
    assert rendu in render_page("essai", f"# Essai\n\n{source}\n").corps


def test_anchors_named_by_links_exist():
    adresses = {
        f"{page.adresse}#{section.ancre}"
        for page in load_guide().values()
        for section in page.sections
    }
    visees = {
        unquote(lien)
        for page in (*load_guide().values(), load_sommaire())
        for lien in re.findall(r'href="(/aide/[^"]+#[^"]*)"', page.corps)
    }

    assert visees - adresses == set()


@pytest.mark.parametrize(
    ("reglages", "dit"),
    [
        ({}, "SPASER_AIDE_CONTACT"),
        ({"SPASER_CONTACT": "site@exemple.fr"}, '<a href="mailto:site@exemple.fr">site@exemple.fr'),
        (
            {
                "SPASER_CONTACT": "site@exemple.fr",
                "SPASER_AIDE_CONTACT": "Camille Exemple <aide@exemple.fr>",
            },
            '<a href="mailto:aide@exemple.fr">Camille Exemple</a>',
        ),
    ],
)
def test_a_person_to_write_to_is_named(client, monkeypatch, reglages, dit):
    for nom, valeur in reglages.items():
        monkeypatch.setenv(nom, valeur)

    assert dit in flatten(client.get("/aide/").text)
