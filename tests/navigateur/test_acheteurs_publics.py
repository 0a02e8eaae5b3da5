"""Finding a buyer in a real browser: by keyboard, proposed while one types, or without script."""

import io
from pathlib import Path

import docx
import pptx
import pytest
from playwright.sync_api import expect

from tests.site.organisations.fabrique import SIREN_VAL
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

CHAMP = "Votre collectivité, hôpital, université, ou un SIREN"
ROUEN = "/acheteurs/217605401/"
LARGEUR = 1280


def test_a_buyer_is_chosen_by_keyboard_among_those_proposed(page, live_server):
    page.goto(live_server.url)
    champ = page.get_by_role("combobox", name=CHAMP)
    champ.press_sequentially("roue")
    propositions = page.get_by_role("option")
    expect(propositions.first).to_be_visible()
    expect(champ).to_have_attribute("aria-expanded", "true")

    champ.press("ArrowDown")
    expect(propositions.first).to_have_attribute("aria-selected", "true")
    expect(champ).to_have_attribute("aria-activedescendant", "acheteur-proposition-0")
    champ.press("Enter")

    expect(page).to_have_url(live_server.url + ROUEN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Rouen")


def test_escape_closes_what_is_proposed_and_enter_then_searches(page, live_server):
    page.goto(live_server.url)
    champ = page.get_by_role("combobox", name=CHAMP)
    champ.press_sequentially("saint denis")
    expect(page.get_by_role("option").first).to_be_visible()

    champ.press("Escape")
    expect(page.get_by_role("listbox", name="Acheteurs proposés")).to_be_hidden()
    champ.press("Enter")

    expect(page.get_by_role("heading", name="Les 20 premiers")).to_be_visible()


def test_what_is_proposed_is_accessible_and_fits_a_phone(page, live_server, defauts_accessibilite):
    page.goto(live_server.url)
    page.get_by_role("combobox", name=CHAMP).press_sequentially("saint denis")
    expect(page.get_by_role("option").first).to_be_visible()

    for largeur in (375, 1280):
        page.set_viewport_size({"width": largeur, "height": 900})
        assert defauts_accessibilite(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur


def test_a_mouse_chooses_too(page, live_server):
    page.goto(live_server.url)
    page.get_by_role("combobox", name=CHAMP).press_sequentially("saint denis")
    derniere = page.get_by_role("option").nth(7)
    expect(derniere).to_be_visible()

    derniere.click()  # refused where something covers or cuts the list

    expect(page.get_by_role("heading", level=1)).to_have_text("Saint-Denis-de-l’Hôtel")


def test_without_script_the_form_searches_and_the_menu_is_read(chromium, live_server):
    contexte = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = contexte.new_page()
    page.goto(live_server.url)
    assert page.evaluate("document.documentElement.scrollWidth") <= LARGEUR
    expect(
        page.get_by_role("navigation", name="Menu principal").get_by_text("Carte")
    ).to_be_visible()

    page.get_by_label(CHAMP).fill("métropole rouen normandie")
    page.get_by_title("Chercher cet acheteur").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Métropole Rouen Normandie")
    contexte.close()


@pytest.mark.parametrize("largeur", [1280, 375])
def test_a_dossier_is_taken_away_by_keyboard_in_three_acts_without_account(
    page, live_server, marches, defauts_accessibilite, largeur
):
    page.set_viewport_size({"width": largeur, "height": 900})
    page.goto(live_server.url)
    champ = page.get_by_role("combobox", name=CHAMP)
    champ.fill(SIREN_VAL)
    champ.press("Enter")
    bouton = page.get_by_role("link", name="Emporter ce dossier (Word)")
    expect(bouton).to_be_visible()
    assert defauts_accessibilite(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur

    bouton.focus()
    with page.expect_download() as telechargement:
        page.keyboard.press("Enter")
    word = docx.Document(io.BytesIO(Path(telechargement.value.path()).read_bytes()))
    titres = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]

    assert titres[0] == "Cadre légal et obligation"
    assert "L’acheteur et ses achats" in titres
    assert page.context.cookies() == []


def test_the_kit_counts_back_from_a_day_and_fits_a_phone(
    page, live_server, marches, defauts_accessibilite
):
    page.goto(f"{live_server.url}/acheteurs/{SIREN_VAL}/")
    page.get_by_role("link", name="le kit de lancement").click()
    page.get_by_label("Jour souhaité du vote").fill("2028-06-30")
    page.get_by_role("button", name="Recalculer le calendrier").click()
    expect(page.get_by_role("listitem").filter(has_text="30 juin 2028")).to_be_visible()

    for largeur in (375, 1280):
        page.set_viewport_size({"width": largeur, "height": 900})
        assert defauts_accessibilite(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Cinq diapositives").click()
    assert len(pptx.Presentation(telechargement.value.path()).slides) == 5
