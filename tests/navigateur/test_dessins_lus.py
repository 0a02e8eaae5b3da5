"""Drawings as they are read: with eyes, in any theme, and without, in the order of the page."""

import re

import pytest
from lxml import html

from tests.navigateur.contraste import list_effacees, list_pales
from tests.navigateur.lues import ACHETEUR, ESPACE, demonstration
from tests.navigateur.rejeu import open_rejeu

__all__ = ["demonstration"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db,
]
THEMES = {
    "clair": {"color_scheme": "light"},
    "sombre": {"color_scheme": "dark"},
    "couleurs forcées": {"color_scheme": "light", "forced_colors": "active"},
    "couleurs forcées, sombre": {"color_scheme": "dark", "forced_colors": "active"},
}
DITES_UNE_FOIS = re.compile(r"\b([\w’]{4,}) : \1\b", re.IGNORECASE)


@pytest.fixture(params=THEMES)
def ouverte(request, chromium, demonstration):
    """Give each page, opened in a theme, where a style of ours may hide its letters."""
    contexte = chromium.new_context(locale="fr-FR", bypass_csp=True, **THEMES[request.param])
    page = contexte.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})

    def open_pages():
        with open_rejeu() as rejeu:
            dessinees = {n: v for n, v in demonstration.items() if 'class="dessin' in v.texte}
            for nom, visite in dessinees.items():
                rejeu.visite = visite
                page.goto(rejeu.adresse + nom)
                yield nom, page

    yield open_pages
    contexte.close()


def test_what_axe_leaves_to_people_is_told_from_what_it_lies_on(ouverte):
    fautes = []
    for nom, page in ouverte():
        fautes += [f"{nom} {classe}" for classe in list_effacees(page)]
        fautes += [f"{nom} {mots}" for mots in list_pales(page)]

    assert fautes == []


def test_the_measure_sees_letters_on_hatches_and_shapes_that_fade(chromium):
    contexte = chromium.new_context(bypass_csp=True)
    page = contexte.new_page()
    page.set_content(
        "<html lang='fr'><svg class='dessin' width='300' height='60'><defs><pattern id='h' "
        "width='4' height='4' patternUnits='userSpaceOnUse'><rect class='g-trait' width='2' "
        "height='4' fill='#222'/></pattern></defs>"
        "<rect class='g-pale' width='300' height='20' fill='#eee'/>"
        "<rect class='g-hachures' y='20' width='300' height='40' fill='url(#h)'/>"
        "<text x='4' y='45' fill='#000'>illisible</text><text x='4' y='15' fill='#000'>lisible"
        "</text></svg><p style='background: linear-gradient(#777, #777); color: #888'>pâle</p>"
    )

    assert list_effacees(page) == ["g-pale: 1.16"]
    assert [dit.partition(":")[0] for dit in list_pales(page)] == ["illisible", "pâle"]
    contexte.close()


def _list_dessins(page):
    return [svg for svg in page.iter("svg") if "dessin" in svg.get("class", "").split()]


def _name(page, svg):
    cles = svg.get("aria-labelledby", "").split()
    return " ".join(page.get_element_by_id(cle).text_content() for cle in cles).strip()


def _is_hidden(svg):
    return any(noeud.get("aria-hidden") == "true" for noeud in (svg, *svg.iterancestors()))


def test_a_drawing_is_announced_once_by_words_that_do_not_stammer(demonstration):
    fautes, nombre = [], 0
    for nom, visite in demonstration.items():
        page = html.fromstring(visite.texte)
        for svg in _list_dessins(page):
            if _is_hidden(svg):
                continue
            dite = _name(page, svg).replace("\u00a0", " ")
            titre = svg.findtext("title").strip().replace("\u00a0", " ")
            nombre += 1
            if svg.get("role") != "img" or not dite:
                fautes.append(f"{nom}: nothing names {html.tostring(svg)[:120]}")
            if (titre and dite.count(titre) > 1) or DITES_UNE_FOIS.search(dite):
                fautes.append(f"{nom}: said twice, {dite}")

    assert fautes == []
    assert nombre >= 60


def test_what_a_reader_hears_says_what_eyes_see(demonstration):
    page = html.fromstring(demonstration[ACHETEUR].texte)
    figures = page.xpath("//*[@class='spaser-figure']")

    for figure in figures:
        # The name, then the number, then its drawing, then what it counts.
        lues = [n for n in figure.iter("h3", "p", "svg") if n.tag != "svg" or n.get("role")]
        assert [n.tag for n in lues[:4]] == ["h3", "p", "svg", "p"]
        nombre = figure.find(".//p").text_content().split()[0]
        assert f" {nombre}\u202f% en 2025." in _name(page, figure.find(".//svg"))
    assert len(figures) == 4


def test_headings_of_a_page_step_one_level_at_a_time(demonstration):
    sauts = []
    for nom, visite in demonstration.items():
        titres = html.fromstring(visite.texte).xpath(
            "//main//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5]"
        )
        niveaux = [int(titre.tag[1]) for titre in titres]
        assert niveaux[0] == 1, nom
        sauts += [
            f"{nom}: {titre.text_content().strip()}"
            for titre, avant, niveau in zip(titres[1:], niveaux, niveaux[1:], strict=False)
            if niveau > avant + 1
        ]

    assert sauts == []


def test_squares_say_their_count_once(demonstration):
    page = html.fromstring(demonstration[ESPACE].texte)
    rangs = page.xpath("//*[@class='spaser-rangs']//*[@aria-hidden='true'][not(self::svg)]")

    assert rangs
    assert all(re.fullmatch(r"\d+(/\d+)?", rang.text_content().strip()) for rang in rangs)
