"""« Suis-je concerné ? », the duties and how the team writes them, in a real browser."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.navigateur.axe import settle
from tests.site.organisations.fabrique import make_equipe, sign_in

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

LARGEURS = [375, 1280]
CHANGE_THEME = "theme => document.documentElement.setAttribute('data-fr-theme', theme)"
TEXTES = "/editorial/obligations/"
PAGES = {
    "an answer": "/suis-je-concerne/?nature=metropole&montant=62,5 M€&taxe=ttc",
    "an old year": "/suis-je-concerne/?nature=region&annee=2022&montant=120 M€",
    "no answer yet": "/suis-je-concerne/?nature=inconnue&montant=",
    "errors": "/suis-je-concerne/?nature=&montant=62,5",
    "a buyer's duties": "/obligations/?nature=commune&habitants=20000&detail=tout",
    "a family on a day": "/obligations/?famille=alimentation&jour=2030-01-01",
    "a wrong filter": "/obligations/?habitants=beaucoup",
    "no duty": "/obligations/?nature=hors_code",
    "the texts that are cited": "/obligations/sources/",
    "a text with its reserve": "/obligations/sources/CCP-L2112-2/",
    "a text that nobody read": "/obligations/sources/LOI-2005-102/",
}


@pytest.mark.parametrize("adresse", PAGES.values(), ids=PAGES)
def test_every_state_is_accessible_and_holds_in_the_screen(
    page, live_server, defauts_accessibilite, adresse
):
    page.goto(live_server.url + adresse)

    assert look(page, defauts_accessibilite) == []


def look(page, defauts_accessibilite):
    """Read a page once, at both widths and in both themes."""
    settle(page)
    defauts = []
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > largeur:
            defauts.append(f"wider than {largeur} px")
        for theme in ("light", "dark"):
            page.evaluate(CHANGE_THEME, theme)
            defauts += [f"{largeur} {theme}: {d}" for d in defauts_accessibilite(page)]
    return defauts


def test_the_keyboard_is_enough_to_get_an_answer(page, live_server):
    page.goto(f"{live_server.url}/suis-je-concerne/")
    page.get_by_label("Votre structure est").focus()
    page.keyboard.type("Départ")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("62,5 M€")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="Vous devez adopter un SPASER").wait_for()
    assert page.url.endswith("#reponse")
    page.get_by_role("link", name="Voir vos obligations").click()
    expect(page.get_by_label("Votre structure", exact=True)).to_have_value("departement")


@pytest.fixture
def sans_script(chromium):
    contexte = chromium.new_context(locale="fr-FR", java_script_enabled=False)
    yield contexte.new_page()
    contexte.close()


def test_scripts_are_not_needed(sans_script, live_server):
    page = sans_script
    page.goto(f"{live_server.url}/suis-je-concerne/")
    page.get_by_label("Votre structure est").select_option("hopital")
    page.get_by_role("textbox", name="Dépenses de marchés").fill("40 millions")
    page.get_by_role("button", name="Voir la réponse").click()

    expect(page.get_by_role("heading", name="La loi ne vous impose pas de SPASER")).to_be_visible()
    page.goto(f"{live_server.url}/obligations/")
    page.get_by_label("Thème", exact=True).select_option("vehicules")
    page.get_by_role("button", name="Afficher").click()
    page.locator(".spaser-plis summary").first.click()
    expect(page.get_by_text("Compter les véhicules renouvelés")).to_be_visible()


def test_paper_gets_the_duties_without_the_questions(page, live_server):
    page.goto(f"{live_server.url}/obligations/?theme=climat&detail=tout")
    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="Afficher")).not_to_be_visible()
    expect(page.get_by_text("Vérifier la date de votre dernier bilan.")).to_be_visible()


def enter(page, site, role):
    """Come in as somebody of the programme's team."""
    client = sign_in(make_equipe(role, f"{role}@programme.exemple.fr"), second_facteur=True)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies()
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])


def test_a_text_is_written_read_again_and_published(page, live_server, defauts_accessibilite):
    site = live_server.url
    enter(page, site, "animation")
    page.goto(f"{site}{TEXTES}")
    page.get_by_role("link", name="Établir un bilan des émissions").click()
    page.get_by_role("link", name="Écrire un nouveau texte").click()
    assert look(page, defauts_accessibilite) == []

    page.get_by_label("Rythme").fill("Tous les quatre ans")
    page.get_by_role("button", name="Ajouter une étape").click()
    page.get_by_label("Ce qui est demandé").fill("Compter aussi les émissions des achats.")
    page.get_by_label("Ce qui change, et pourquoi").fill("Un décret fictif.")
    page.get_by_role("button", name="Enregistrer le brouillon").last.click()
    page.get_by_role("button", name="Envoyer à la relecture").click()
    expect(page.get_by_text("une autre personne doit l’approuver").first).to_be_visible()
    expect(page.get_by_role("button", name="Approuver")).not_to_be_visible()

    enter(page, site, "moderation")
    page.goto(f"{site}{TEXTES}")
    page.get_by_role("link", name="Établir un bilan").first.click()
    assert look(page, defauts_accessibilite) == []
    page.get_by_role("button", name="Approuver").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Le texte est approuvé").wait_for()
    page.goto(f"{site}{TEXTES}BEGES/")
    expect(page.get_by_text("Le texte de l’équipe est montré depuis")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{site}/obligations/?theme=climat&detail=tout")
    expect(page.get_by_text("Compter aussi les émissions des achats.")).to_be_visible()
    expect(page.get_by_text("Texte mis à jour par l’équipe du programme")).to_be_visible()
