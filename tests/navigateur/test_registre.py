"""The register in a real browser: found, refined, compared, by hand and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from spaser.site.registre.premiers_contenus import load_reference
from tests.navigateur.axe import settle

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

TELEPHONE = {"width": 375, "height": 800}


@pytest.fixture
def site(live_server):
    load_reference()
    return live_server.url


def _count(page):
    return int(re.match(r"\d+", page.locator("#nombre").inner_text())[0])


def test_the_schemes_of_bretagne_are_found_on_the_map(page, site):
    page.goto(f"{site}/registre/carte/")
    zone = page.get_by_role("link", name=re.compile(r"^Bretagne : \d+ schémas$"))
    annonces = int(re.search(r"\d+", zone.get_attribute("aria-label"))[0])

    zone.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/registre/?region=53")
    assert _count(page) == annonces


def test_a_filter_refines_without_reload_and_keeps_the_focus(page, site):
    page.goto(f"{site}/registre/?q=bretagne")
    avant = _count(page)
    page.evaluate("window.temoin = true")

    page.get_by_text("Département (", exact=False).first.click()
    page.wait_for_url("**type=departement**")

    assert page.evaluate("window.temoin") is True
    assert _count(page) < avant
    assert page.locator("#annonce").inner_text() == page.locator("#nombre").inner_text()
    expect(page.locator("#type-departement")).to_be_focused()
    page.go_back()
    expect(page.locator("#type-departement")).not_to_be_checked()
    assert _count(page) == avant


def test_the_list_works_without_script(chromium, site):
    contexte = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    page = contexte.new_page()
    page.goto(f"{site}/registre/")
    page.fill("#q", "achats équitables")
    page.get_by_role("button", name="Rechercher").click()
    page.wait_for_url("**q=achats**")

    assert _count(page) >= 1
    page.locator("summary", has_text="Région").click()
    page.locator("input[name=region]").first.check(force=True)
    page.get_by_role("button", name="Appliquer les filtres").click()
    page.wait_for_url("**region=**")
    assert page.get_by_role("link", name=re.compile("Retirer le filtre")).count() == 1
    contexte.close()


def test_two_schemes_are_compared_from_the_list(page, site):
    page.goto(f"{site}/registre/?region=53")
    for boite in page.get_by_label(re.compile(r"^Comparer\s")).all()[:2]:
        boite.check(force=True)
        page.wait_for_url("**fiche=**")
    page.wait_for_url(re.compile("fiche=.*fiche="))
    page.get_by_role("button", name=re.compile("Comparer la sélection")).click()

    page.wait_for_url("**/registre/comparaison/**")
    assert page.locator("thead th").count() == 3
    toutes = page.locator("tbody tr").count()
    differentes = page.locator("tbody tr.spaser-differe").count()
    page.get_by_role("link", name="N’afficher que les différences").click()
    page.wait_for_url("**differences=1")
    assert page.locator("tbody tr.spaser-differe").count() == differentes
    assert differentes <= page.locator("tbody tr").count() < toutes


@pytest.mark.parametrize(
    "vue", ["", "carte/", "carte/?niveau=departement", "comparaison/", "alerte/"]
)
def test_nothing_spills_over_on_a_phone(page, site, vue):
    page.set_viewport_size(TELEPHONE)
    page.goto(f"{site}/registre/{vue}")

    assert page.evaluate("document.documentElement.scrollWidth") == TELEPHONE["width"]


def test_pages_with_contents_are_accessible(page, site, defauts_accessibilite):
    page.goto(f"{site}/registre/?q=bretgane&type=fusee")
    assert defauts_accessibilite(page) == []
    page.locator(".spaser-resultats a").first.click()
    settle(page)
    fiche = page.url
    assert defauts_accessibilite(page) == []
    page.goto(f"{fiche}versions/")
    assert defauts_accessibilite(page) == []
    page.goto(f"{site}/registre/comparaison/?fiche=1&fiche=2&fiche=3")
    assert defauts_accessibilite(page) == []
