"""The help and the tools without account in a real browser."""

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.navigateur.axe import find_defauts
from tests.navigateur.test_depot import enter
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]


def test_a_screen_leads_to_its_help_and_the_help_to_any_word(page, live_server):
    page.goto(f"{live_server.url}/registre/")
    page.get_by_role("link", name="Aide sur cette page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lire le registre")

    page.get_by_role("link", name="Toute l’aide").click()
    page.get_by_role("searchbox").fill("DEPENSE payee")
    page.keyboard.press("Enter")
    expect(page.locator("mark", has_text="payé").first).to_be_visible()
    assert find_defauts(page) == []

    page.get_by_role("link", name="Lire ses dépenses payées", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lire ses dépenses payées")


@pytest.mark.parametrize("largeur", [375, 1280])
@pytest.mark.parametrize(
    "adresse",
    [
        "/aide/",
        "/aide/depenses/",
        "/aide/lire-un-bilan/",
        "/ressources/",
        "/a-propos/",
        "/outils/",
        "/outils/acteurs/",
        "/outils/politiques/",
        "/outils/grille/",
    ],
)
def test_pages_hold_at_both_widths_and_are_accessible(page, live_server, largeur, adresse):
    page.set_viewport_size({"width": largeur, "height": 900})
    page.goto(live_server.url + adresse)

    assert find_defauts(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur


def test_a_grid_is_filled_and_taken_away_without_account(page, live_server, tmp_path):
    page.goto(f"{live_server.url}/outils/grille/")
    page.get_by_label("Sous-thématique").first.fill("Insertion")
    page.get_by_role("button", name="Ajouter des lignes").click()
    expect(page.get_by_text("Ligne 6", exact=True)).to_be_visible()
    expect(page.get_by_label("Sous-thématique").first).to_have_value("Insertion")

    with page.expect_download() as attendu:
        page.get_by_role("button", name="Télécharger (XLSX)").click()
    attendu.value.save_as(tmp_path / "grille.xlsx")

    feuille = load_workbook(tmp_path / "grille.xlsx")["Grille"]
    assert [cellule.value for cellule in feuille[2]][:2] == ["Environnement", "Insertion"]


def test_a_diagnosis_made_without_account_joins_a_space_in_a_click(page, live_server):
    membre = make_membre(make_organisation(), "redaction")
    enter(page, live_server.url, membre.utilisateur)
    page.goto(f"{live_server.url}/diagnostic/resultat/?code=2-3221-2221-2212-2222-2x11")

    page.get_by_role("button", name="Garder dans l’espace de").click()

    page.wait_for_url(f"**/espace/{SIREN_VAL}/diagnostic/*/")
    expect(page.get_by_text("19 réponses sur 20 sont gardées")).to_be_visible()
