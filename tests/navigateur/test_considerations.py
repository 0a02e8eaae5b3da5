"""A sentence is copied by a button, and read without it, in a real browser."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]


def test_a_sentence_is_copied_and_the_page_is_accessible(page, live_server, defauts_accessibilite):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server.url}/considerations/nettoyage/")
    boutons = page.get_by_role("button", name="Copier la phrase")

    expect(boutons).to_have_count(7)
    boutons.nth(2).click()
    expect(page.get_by_text("Phrase copiée.")).to_be_visible()
    copiee = page.evaluate("navigator.clipboard.readText()")
    assert copiee.startswith("Le titulaire réserve à des personnes éloignées de l’emploi")
    assert defauts_accessibilite(page) == []
