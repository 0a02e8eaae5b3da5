"""The search box of the site in a real browser: by keyboard, on a phone, without script."""

import pytest
from playwright.sync_api import expect

from tests.navigateur.axe import find_defauts

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]


def test_a_page_is_chosen_by_keyboard_among_those_proposed(page, live_server):
    page.goto(f"{live_server.url}/aide/")
    champ = page.locator("#recherche-entete")
    champ.press_sequentially("autodia")
    propositions = page.get_by_role("option")
    expect(propositions.first).to_be_visible()
    assert find_defauts(page) == []

    champ.press("ArrowDown")
    expect(champ).to_have_attribute("aria-activedescendant", "recherche-entete-proposition-0")
    champ.press("Escape")
    expect(propositions.first).to_be_hidden()
    champ.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Chercher sur le site")
    expect(page.locator("#recherche")).to_have_value("autodia")
    expect(page.get_by_role("link", name="Autodiagnostic de maturité")).to_be_visible()


def test_the_box_opens_on_a_phone_and_its_page_is_accessible(page, live_server):
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto(f"{live_server.url}/recherche/?q=clause+environementale+xyzzyx")
    assert find_defauts(page) == []

    page.locator("#bouton-recherche").click()
    champ = page.locator("#recherche-entete")
    champ.press_sequentially("rfar")
    expect(page.get_by_role("option").first).to_be_visible()
    champ.press("ArrowDown")
    champ.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Chercher sur le site")
