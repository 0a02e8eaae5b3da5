"""A team at work in a real browser: the menu and a mention by keyboard, two people, a visitor."""

import io

import pytest
from django.conf import settings as reglages
from playwright.sync_api import expect
from pypdf import PdfReader

from spaser.site.espace.models import Commentaire, Mention
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
LARGEURS = (375, 1280)
ESPACE = f"/espace/{SIREN_VAL}/"
PAGES = "outils equipe elus elus/liens discussions mentions historique corbeille".split()


@pytest.fixture
def membre(page, live_server):
    """Sign the page's browser in as a member who writes, beside a colleague."""
    organisation = make_organisation()
    make_membre(organisation, "lecture")
    redaction = make_membre(organisation, "redaction").utilisateur
    cookie = sign_in(redaction).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return redaction


def _tab_to(page, nom):
    """Press Tab until what is focused says this."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if nom in page.evaluate("document.activeElement.textContent"):
            return
    pytest.fail(f"« {nom} » cannot be reached with the keyboard")


def test_the_menu_is_walked_with_the_keyboard_alone(page, live_server, membre):
    page.goto(f"{live_server.url}{ESPACE}outils/")
    menu = page.get_by_role("navigation", name="Pages de l’espace")
    expect(menu.locator("[aria-current]")).to_have_count(0)

    _tab_to(page, "Accueil de l’espace")
    _tab_to(page, "L’équipe")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ESPACE}equipe/")
    expect(menu.locator("[aria-current=page]")).to_have_text("L’équipe")

    _tab_to(page, "Corbeille")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ESPACE}corbeille/")
    expect(menu.locator("[aria-current=true]")).to_have_text("L’équipe")


def test_a_colleague_is_called_while_one_types(page, live_server, membre, marches):
    page.goto(f"{live_server.url}{ESPACE}indicateurs/SOC-01/")
    page.get_by_text("Écrire un commentaire").click()
    page.get_by_label("Votre commentaire", exact=True).press_sequentially("Bonjour @lec")

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("regarde.")
    page.get_by_role("button", name="Publier le commentaire").click()
    page.get_by_text("Votre commentaire est publié.").wait_for()

    mention = Mention.objects.get()
    assert Commentaire.objects.get().texte == f"Bonjour @{mention.membre.nom_complet} regarde."


def test_pages_of_a_team_are_accessible(page, live_server, membre, defauts_accessibilite):
    constats = []
    for nom in PAGES:
        page.goto(f"{live_server.url}{ESPACE}{nom}/")
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            deborde = page.evaluate("document.documentElement.scrollWidth") > largeur
            constats.append((nom, largeur, defauts_accessibilite(page), deborde))

    assert [constat for constat in constats if constat[2] or constat[3]] == []


def test_anybody_walks_round_the_demonstration(page, live_server, marches, settings):
    settings.ESPACE_VISITABLE = SIREN_VAL
    make_organisation()
    page.goto(live_server.url)

    page.get_by_role("link", name="Visiter l’espace d’une métropole fictive").click()
    page.get_by_text("Vous visitez un espace de démonstration.").wait_for()
    page.get_by_role("link", name="Mes chiffres", exact=True).click()

    expect(page.get_by_role("heading", name="Mes chiffres").first).to_be_visible()
    expect(page.get_by_text("Vous visitez un espace de démonstration.")).to_be_visible()


def test_the_one_page_view_prints_on_one_sheet(page, live_server, membre, marches):
    page.goto(f"{live_server.url}{ESPACE}elus/")

    feuille = page.pdf(prefer_css_page_size=True)

    assert len(PdfReader(io.BytesIO(feuille)).pages) == 1
