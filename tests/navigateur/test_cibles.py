"""Targets in a real browser: fixed, collected with a sheet, told where they stand."""

import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from spaser.regles.trajectoires import TITRES
from spaser.site.plan.models.actions import LigneGrille
from tests.navigateur.test_depot import enter
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
RACINE = f"/espace/{SIREN_VAL}/cibles/"
HEURES = "Heures d’insertion réalisées"


@pytest.fixture
def redactrice(page, live_server):
    membre = make_membre(make_organisation(), "redaction")
    LigneGrille.objects.create(
        espace=membre.organisation.espace, rubrique="social", code="SOC-07", indicateur=HEURES,
        referent="Emploi", retenu=True,
    )  # fmt: skip
    enter(page, live_server.url, membre.utilisateur)
    page.goto(f"{live_server.url}{RACINE}tableau/")
    return membre


def fill(chemin, valeur):
    """Write a value in the sheet."""
    classeur = load_workbook(chemin)
    feuille = classeur["Valeurs à remplir"]
    feuille.cell(2, TITRES.index("Valeur") + 1).value = valeur
    classeur.save(chemin)


def test_a_target_is_fixed_collected_and_told_on_its_way(
    page, redactrice, live_server, tmp_path, defauts_accessibilite
):
    rang = page.get_by_role("row", name=HEURES)
    rang.get_by_label("Cible").fill("60 000 heures")
    rang.get_by_label("Année").fill("2028")
    page.get_by_role("button", name="Enregistrer les cibles").click()
    carte = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=HEURES))
    expect(carte).to_contain_text("Valeur de 2025 non connue")
    carte.get_by_text("D’où vient ce chiffre").click()
    carte.get_by_role("link", name=re.compile(f"Départ, étapes.*{HEURES}")).click()
    page.get_by_label("Valeur de départ").fill("30 000")
    page.get_by_label("Année de départ").fill("2023")
    page.get_by_role("button", name="Enregistrer").click()
    expect(carte).to_contain_text("Valeur à noter")

    page.get_by_role("link", name="Collecter auprès des référents").click()
    page.get_by_label("Année des valeurs").fill("2025")
    page.get_by_role("button", name="Préparer les fiches").click()
    page.get_by_role("link", name="Emploi").click()
    assert defauts_accessibilite(page) == []
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="XLSX").click()
    fichier = tmp_path / "fiche.xlsx"
    telechargement.value.save_as(fichier)
    page.get_by_role("button", name="Noter que la fiche est envoyée").click()

    fill(fichier, 45_000)
    page.get_by_role("link", name="Reprendre des fiches remplies").click()
    page.get_by_label("Fiches remplies").set_input_files(fichier)
    page.get_by_role("button", name="Lire les fiches").click()
    expect(page.get_by_role("row", name=HEURES)).to_contain_text("45 000 heures")
    assert defauts_accessibilite(page) == []
    page.get_by_role("button", name="Noter ces valeurs").click()
    expect(page.get_by_role("button", name="Tout annuler")).to_be_visible()

    page.goto(f"{live_server.url}{RACINE}?annee=2025")
    expect(carte).to_contain_text("En bonne voie")
    assert defauts_accessibilite(page) == []
    page.goto(f"{live_server.url}{RACINE}tableau/?annee=2025")
    rang = page.get_by_role("row", name=HEURES)
    expect(rang).to_contain_text("En bonne voie")
    expect(rang).to_contain_text("Attendu en 2025 : 42 000 heures")
    page.goto(f"{live_server.url}{RACINE}collecte/2025/")
    expect(page.get_by_role("row", name="Emploi")).to_contain_text("Répondu")
