"""A buyer's contracts: a spreadsheet with wrong columns, a report, twenty corrections, a rate."""

import re

import pytest
from playwright.sync_api import expect

from spaser.site.chiffres.marches.entrepot import close_corriges
from tests.navigateur.test_depot import enter
from tests.site.chiffres.marches.fabrique import COMPLETS, RACINE, TITRES_COMPLETS, make_decp
from tests.site.organisations.fabrique import make_membre, make_organisation
from tests.site.socle.fichiers.fabrique import make_zip
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]

# The words of the first titles mislead: « Référence » is the object, « Nom » the number.
TABLEAU = """Référence;Nom;Notifié le;Montant HT
Nettoyage des gymnases;P-1;12/03/2025;1 234,50 €
Travaux de voirie;P-2;31/02/2025;12 000,00
Total;;;13 234,50
"""


@pytest.fixture
def site(live_server, marches, tmp_path, settings):
    settings.MARCHES_PRIVES = tmp_path / "prives"
    yield live_server.url
    close_corriges()


def _rate(page):
    """Return what the first line of the law is, as corrected."""
    texte = page.locator("#taux-loi + .fr-table tbody tr:first-child td:nth-child(3)").inner_text()
    return int(re.search(r"\d+", texte)[0])


def test_a_spreadsheet_with_wrong_columns_then_twenty_contracts_change_the_rate(
    page, site, tmp_path, defauts_accessibilite
):
    fichier = tmp_path / "marches.csv"
    fichier.write_text(TABLEAU, "cp1252")
    enter(page, site, make_membre(make_organisation(), "redaction").utilisateur)

    page.goto(f"{site}{RACINE}fichiers/")
    page.set_input_files("input[type=file]", fichier)
    page.get_by_role("button", name="Envoyer le fichier").click()
    page.wait_for_url("**/colonnes/")
    assert defauts_accessibilite(page) == []
    page.get_by_label("Référence").select_option(label="Objet")
    page.get_by_label("Nom", exact=True).select_option(label="Numéro du marché")
    page.get_by_role("button", name="Lire le fichier").click()

    page.get_by_role("heading", name="2 marchés lus").wait_for()
    remarque = page.get_by_role("row", name=re.compile("La date ne se lit pas"))
    assert remarque.locator("td").first.inner_text() == "3"
    assert "31/12/2024" in remarque.inner_text()
    assert defauts_accessibilite(page) == []

    page.goto(f"{site}{RACINE}?annee=2025&social=non")
    avant = _rate(page)
    for case in page.get_by_role("checkbox").all()[:20]:
        case.check(force=True)
    page.get_by_role("button", name="Corriger les marchés cochés").click()
    page.get_by_role("heading", name="Corriger 20 marchés").wait_for()
    assert defauts_accessibilite(page) == []
    page.get_by_label("Clause sociale d’exécution").select_option(label="Oui")
    page.get_by_label("Sur quoi vous fondez-vous").fill("Article 12 du CCAP.")
    page.get_by_role("button", name="Corriger ces 20 marchés").click()

    page.get_by_text("20 marchés sont corrigés").wait_for()
    assert _rate(page) > avant
    assert defauts_accessibilite(page) == []


def test_an_archive_is_told_file_by_file_and_a_trap_refused(
    page, site, tmp_path, defauts_accessibilite
):
    archive, piege = tmp_path / "decp.zip", tmp_path / "piege.zip"
    archive.write_bytes(make_zip({"2025/decp.json": make_decp("Z-1"), "notice.pdf": "%PDF-1.4"}))
    piege.write_bytes(make_zip({"decp.json": b"MZ"}))
    enter(page, site, make_membre(make_organisation(), "redaction").utilisateur)

    page.goto(f"{site}{RACINE}fichiers/")
    page.set_input_files("input[type=file]", piege)
    page.get_by_role("button", name="Envoyer le fichier").click()
    page.get_by_role("heading", name="Une réponse est à corriger").wait_for()
    assert defauts_accessibilite(page) == []
    page.set_input_files("input[type=file]", archive)
    page.get_by_role("button", name="Envoyer le fichier").click()

    page.get_by_role("heading", name="Ce que contient l’archive").wait_for()
    ligne = page.get_by_role("row", name="2025/decp.json")
    assert ligne.locator("td").nth(2).inner_text() == "1"
    expect(page.get_by_text("« notice.pdf » : document PDF")).to_be_visible()
    assert defauts_accessibilite(page) == []


def test_a_spreadsheet_completes_contracts_and_its_act_is_undone(
    page, site, tmp_path, defauts_accessibilite
):
    fichier = tmp_path / "complets.csv"
    fichier.write_text("\n".join((TITRES_COMPLETS, *COMPLETS)), "utf-8")
    enter(page, site, make_membre(make_organisation(), "redaction").utilisateur)

    page.goto(f"{site}{RACINE}fichiers/")
    page.set_input_files("input[type=file]", fichier)
    page.get_by_role("button", name="Envoyer le fichier").click()
    page.wait_for_url("**/colonnes/")
    page.get_by_text("Ce que les données ouvertes ne disent pas, et que").click()
    page.get_by_text("Un nombre d’heures. Il est entier").wait_for()
    assert defauts_accessibilite(page) == []
    page.get_by_role("button", name="Lire le fichier").click()

    page.get_by_role("heading", name="Compléments lus").wait_for()
    assert defauts_accessibilite(page) == []
    page.get_by_role("link", name="Voir ou annuler ces compléments").click()
    page.get_by_text("Lu dans le fichier complets.csv").wait_for()
    assert defauts_accessibilite(page) == []
    page.get_by_role("button", name="Annuler cette correction").click()
    page.get_by_role("link", name="Compte rendu").click()

    page.get_by_text("Ils sont annulés.").wait_for()


def test_the_keyboard_is_enough_to_correct_one_contract(page, site):
    enter(page, site, make_membre(make_organisation(), "contribution").utilisateur)
    page.goto(f"{site}{RACINE}?annee=2025&social=non")
    page.locator(".spaser-marches tbody a").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Marché réservé").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_label("Sur quoi vous fondez-vous").focus()
    page.keyboard.type("Article 12 du CCAP.")
    page.get_by_role("button", name="Enregistrer la correction").focus()
    page.keyboard.press("Enter")

    page.get_by_text("1 marché est corrigé").wait_for()
    ligne = page.get_by_role("row", name=re.compile("^Considération sociale"))
    assert ligne.first.inner_text().split("\t")[1:] == ["Non", "Oui"]
