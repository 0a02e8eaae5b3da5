"""The pages of the site in a real browser: accessible, narrow enough, at home."""

import pytest
from playwright.sync_api import expect

from tests.navigateur.axe import find_defauts

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

LARGEURS = [375, 1280]
THEMES = {"clair": "light", "sombre": "dark"}


@pytest.fixture
def site(live_server, settings):
    """Serve the site with a page of every component; errors are answered, not raised."""
    settings.ROOT_URLCONF = "tests.navigateur.vitrine"
    return live_server.url


@pytest.fixture
def ouvrir(page, site):
    """Open a page at a width and in a theme, and keep what it asked for and said."""

    def ouvre(adresse, largeur=1280, theme="clair"):
        page.set_viewport_size({"width": largeur, "height": 900})
        page.emulate_media(color_scheme=THEMES[theme])
        page.goto(site + adresse)
        return page

    return ouvre


@pytest.mark.parametrize("adresse", ["/vitrine/", "/nulle-part/", "/panne/"])
@pytest.mark.parametrize("largeur", LARGEURS)
@pytest.mark.parametrize("theme", THEMES)
def test_components_and_errors_are_as_sound(ouvrir, adresse, largeur, theme):
    page = ouvrir(adresse, largeur, theme)

    assert find_defauts(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur


def test_a_page_asks_nothing_of_anyone_else_nor_for_the_font_of_the_state(page, site):
    demandes = []
    page.on("request", lambda demande: demandes.append(demande.url))

    page.goto(f"{site}/vitrine/")
    page.wait_for_load_state("networkidle")

    assert [d for d in demandes if not d.startswith((site, "data:"))] == []
    assert [d for d in demandes if "Marianne" in d or "favicon/" in d] == []


def test_the_policy_of_the_page_stops_nothing_of_ours(page, site):
    plaintes = []
    page.on("console", lambda message: plaintes.append(message.text))
    page.on("pageerror", lambda erreur: plaintes.append(str(erreur)))

    page.goto(f"{site}/vitrine/")
    page.wait_for_load_state("networkidle")

    assert [p for p in plaintes if "Content Security Policy" in p or "Error" in p] == []


@pytest.mark.parametrize(("theme", "attendu"), [("clair", "light"), ("sombre", "dark")])
def test_the_theme_of_the_system_is_set_before_anything_is_painted(ouvrir, page, theme, attendu):
    # Without the script of DSFR, only ours is left to set the theme: it runs while the head loads.
    page.route("**/dsfr.module.min.js", lambda route: route.abort())

    ouvrir("/", theme=theme)

    assert page.locator("html").get_attribute("data-fr-theme") == attendu


def test_a_chosen_theme_is_kept_from_page_to_page(ouvrir):
    page = ouvrir("/")
    page.get_by_role("button", name="Paramètres d’affichage").click()
    page.get_by_text("Thème sombre").click()

    ouvrir("/plan-du-site/")

    assert page.locator("html").get_attribute("data-fr-theme") == "dark"


def test_the_menu_opens_on_a_phone(ouvrir):
    page = ouvrir("/", 375)
    menu = page.get_by_role("navigation", name="Menu principal")
    lien = menu.get_by_role("link", name="Trouver un acheteur")
    expect(lien).not_to_be_visible()

    page.get_by_role("button", name="Menu").click()

    lien.wait_for(state="visible")


def test_the_first_key_leads_to_the_content(ouvrir):
    page = ouvrir("/plan-du-site/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Contenu"
    page.keyboard.press("Enter")

    expect(page.locator("#contenu")).to_be_focused()


def test_errors_take_the_focus_and_lead_to_their_field(ouvrir):
    page = ouvrir("/vitrine/")

    expect(page.locator("#erreurs")).to_be_focused()
    page.get_by_role("link", name="Année").click()

    expect(page.locator("#id_annee")).to_be_focused()


def test_a_printed_page_leaves_menus_out(ouvrir):
    page = ouvrir("/mentions-legales/")
    page.emulate_media(media="print")

    expect(page.get_by_role("contentinfo")).not_to_be_visible()
    expect(page.get_by_role("navigation", name="Menu principal")).not_to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.fixture
def page_sans_script(chromium):
    contexte = chromium.new_context(java_script_enabled=False)
    yield contexte.new_page()
    contexte.close()


@pytest.mark.parametrize("largeur", LARGEURS)
def test_without_scripts_menus_and_trail_are_there(page_sans_script, site, largeur):
    page = page_sans_script
    page.set_viewport_size({"width": largeur, "height": 900})
    page.goto(f"{site}/plan-du-site/")

    menu = page.get_by_role("navigation", name="Menu principal")
    expect(menu.get_by_role("link", name="Tous les schémas")).to_be_visible()
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()
    expect(
        page.get_by_role("navigation", name="Vous êtes ici").get_by_text("Accueil")
    ).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).not_to_be_visible()
