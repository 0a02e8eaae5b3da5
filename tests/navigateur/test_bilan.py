"""The bilan page in a real browser: accessible, narrow enough, printable."""

import pytest

from spaser.cli.commandes.chiffres import make_bilan as read_bilan
from spaser.demonstration.fichiers import write_demonstration
from spaser.documents.bilan.document import render_bilan
from spaser.moteur.importation import import_fichiers
from tests.faux_bilan import make_bilan

pytestmark = [pytest.mark.navigateur, pytest.mark.longue]


def _write(dossier, bilan):
    chemin = dossier / "bilan.html"
    chemin.write_text(render_bilan(bilan), encoding="utf-8")
    return chemin.as_uri()


@pytest.fixture(scope="module")
def adresse(tmp_path_factory):
    return _write(tmp_path_factory.mktemp("page"), make_bilan())


@pytest.fixture(scope="module", params=["avec les listes", "sans les listes"])
def adresse_lue(request, tmp_path_factory):
    """A bilan of the demonstration read by the engine; without lists, figures are missing."""
    dossier = tmp_path_factory.mktemp("page")
    demo = write_demonstration(dossier / "demo")
    fichiers = [demo.dossier] if request.param == "avec les listes" else demo.fichiers
    import_fichiers(fichiers, dossier / "entrepot")
    return _write(dossier, read_bilan(dossier / "entrepot", demo.siren))


def _open(page, adresse, largeur, *, sombre=False, deplie=False):
    page.set_viewport_size({"width": largeur, "height": 900})
    page.emulate_media(color_scheme="dark" if sombre else "light")
    page.goto(adresse)
    if deplie:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    return page


@pytest.fixture
def ouvrir(page, adresse):
    """Open the bilan at a width, dark or light, folded or not."""
    return lambda largeur=1280, **options: _open(page, adresse, largeur, **options)


@pytest.mark.parametrize(("largeur", "sombre"), [(360, False), (1280, True)])
def test_a_bilan_read_from_files_is_as_sound(
    page, adresse_lue, defauts_accessibilite, largeur, sombre
):
    _open(page, adresse_lue, largeur, sombre=sombre, deplie=True)
    assert defauts_accessibilite(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    assert _list_debords(page) == []


def _list_debords(page):
    """Return the texts of the drawings that spill out of their frame."""
    return page.evaluate("""
        [...document.querySelectorAll('figure')].flatMap(figure => {
            const droite = figure.parentElement.getBoundingClientRect().right;
            return [...figure.querySelectorAll('text')]
                .filter(texte => texte.getBoundingClientRect().right > droite)
                .map(texte => texte.textContent);
        })
    """)


@pytest.mark.parametrize("largeur", [360, 1280])
@pytest.mark.parametrize("sombre", [False, True])
@pytest.mark.parametrize("deplie", [False, True])
def test_axe_finds_nothing(ouvrir, defauts_accessibilite, largeur, sombre, deplie):
    assert defauts_accessibilite(ouvrir(largeur, sombre=sombre, deplie=deplie)) == []


@pytest.mark.parametrize("largeur", [320, 360, 768, 1280])
def test_the_page_never_scrolls_sideways(ouvrir, largeur):
    page = ouvrir(largeur, deplie=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur


def test_the_page_asks_nothing_of_the_network(page, adresse):
    demandes = []
    page.on("request", lambda demande: demandes.append(demande.url))
    page.goto(adresse)
    assert demandes == [adresse]


def test_the_keyboard_reaches_the_content_and_opens_a_method(ouvrir):
    page = ouvrir()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "document-evitement"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.parentElement.open")


def test_the_four_figures_fit_on_the_first_printed_page(page, adresse_lue):
    _open(page, adresse_lue, 680)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1020})  # the printable area of an A4 page
    bas = page.evaluate(
        "Math.max(...[...document.querySelector('.document-cartes').querySelectorAll('article')]"
        ".map(a => a.getBoundingClientRect().bottom + scrollY))"
    )
    assert bas <= 1020
    assert page.evaluate("document.documentElement.scrollWidth") <= 680


def test_figures_are_not_made_of_colour_alone(ouvrir):
    page = ouvrir()
    assert page.locator("svg[role=img] title").count() >= 4
    assert page.locator("article table").count() >= 4
