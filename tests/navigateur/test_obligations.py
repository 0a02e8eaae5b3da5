"""« Suis-je concerné ? » and the duties, in a real browser."""

import pytest

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

LARGEURS = [375, 1280]
PAGES = {
    "an answer": "/suis-je-concerne/?nature=metropole&montant=62,5 M€&taxe=ttc",
    "an old year": "/suis-je-concerne/?nature=region&annee=2022&montant=120 M€",
    "no answer yet": "/suis-je-concerne/?nature=inconnue&montant=",
    "errors": "/suis-je-concerne/?nature=&montant=62,5",
    "a buyer's duties": "/obligations/?nature=commune&habitants=20000&detail=tout",
    "a wrong filter": "/obligations/?habitants=beaucoup",
    "no duty": "/obligations/?nature=hors_code",
}


@pytest.mark.parametrize("largeur", LARGEURS)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("adresse", PAGES.values(), ids=PAGES)
def test_every_state_is_accessible_and_holds_in_the_screen(
    page, live_server, defauts_accessibilite, adresse, largeur, theme
):
    page.set_viewport_size({"width": largeur, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.goto(live_server.url + adresse)

    assert defauts_accessibilite(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur


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
    assert page.get_by_label("Votre structure").input_value() == "departement"


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

    assert page.get_by_role("heading", name="La loi ne vous impose pas de SPASER").is_visible()
    page.goto(f"{live_server.url}/obligations/")
    page.get_by_label("Thème", exact=True).select_option("vehicules")
    page.get_by_role("button", name="Afficher").click()
    page.get_by_text("Qui, quand, que faire, sources").first.click()
    assert page.get_by_text("Compter les véhicules renouvelés").is_visible()


def test_paper_gets_the_duties_without_the_questions(page, live_server):
    page.goto(f"{live_server.url}/obligations/?theme=climat&detail=tout")
    page.emulate_media(media="print")

    assert not page.get_by_role("button", name="Afficher").is_visible()
    assert page.get_by_text("Vérifier la date de votre dernier bilan.").is_visible()
