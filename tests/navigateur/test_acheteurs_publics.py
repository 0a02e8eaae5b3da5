"""Finding a buyer in a real browser: by keyboard, proposed while one types, or without script."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

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
    expect(champ).to_have_attribute("aria-activedescendant", "acheteur-propose-0")
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
    page.get_by_role("button", name="Chercher").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Métropole Rouen Normandie")
    contexte.close()
