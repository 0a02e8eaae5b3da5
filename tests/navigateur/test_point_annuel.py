"""A year in a real browser: collected, closed, taken away, then corrected."""

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
ESPACE = f"/espace/{SIREN_VAL}/"
HEURES = "Heures d’insertion réalisées"
ANNEE = 2025


@pytest.fixture
def redactrice(page, live_server):
    membre = make_membre(make_organisation(), "redaction")
    LigneGrille.objects.create(
        espace=membre.organisation.espace, rubrique="social", code="SOC-07", indicateur=HEURES,
        referent="Emploi", retenu=True,
    )  # fmt: skip
    enter(page, live_server.url, membre.utilisateur)
    return membre


def fill(chemin):
    """Write a value in the sheet."""
    classeur = load_workbook(chemin)
    classeur["Valeurs à remplir"].cell(2, TITRES.index("Valeur") + 1).value = 45_000
    classeur.save(chemin)


def test_a_year_is_collected_closed_taken_away_and_corrected(
    page, redactrice, live_server, tmp_path, defauts_accessibilite
):
    page.goto(f"{live_server.url}{ESPACE}bilan/{ANNEE}/")
    expect(page.get_by_role("heading", name="Par où commencer")).to_be_visible()
    page.goto(f"{live_server.url}{ESPACE}cibles/collecte/")
    page.get_by_label("Année des valeurs").fill(str(ANNEE))
    page.get_by_role("button", name="Préparer les fiches").click()
    page.get_by_role("link", name="Emploi").click()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="XLSX").click()
    fichier = tmp_path / "fiche.xlsx"
    telechargement.value.save_as(fichier)
    fill(fichier)
    page.goto(f"{live_server.url}{ESPACE}cibles/collecte/retour/")
    page.get_by_label("Fiches remplies").set_input_files(fichier)
    page.get_by_role("button", name="Lire les fiches").click()
    page.get_by_role("button", name="Noter ces valeurs").click()

    page.goto(f"{live_server.url}{ESPACE}bilan/{ANNEE}/")
    assert defauts_accessibilite(page) == []
    page.get_by_role("link", name="Écrire les textes et les demandes").click()
    page.get_by_label("Ce qui est demandé à l’assemblée").fill("Voter un budget de formation.")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name=f"Clore l’année {ANNEE}").click()
    assert defauts_accessibilite(page) == []
    page.get_by_label("J’ai relu ces valeurs").check(force=True)
    page.get_by_role("button", name="Clore l’année").click()
    expect(page.get_by_text("Ses valeurs ne bougent plus.")).to_be_visible()
    expect(page.get_by_role("row", name=HEURES)).to_contain_text("45 000 heures")

    with page.expect_download() as telechargement:
        page.get_by_role("link", name="PDF").click()
    assert telechargement.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Noter un erratum").click()
    page.get_by_label("Indicateur", exact=True).select_option(label=HEURES)
    page.get_by_label("Valeur corrigée").fill("44 000")
    page.get_by_label("Raison").fill("Une opération comptée deux fois.")
    page.get_by_role("button", name="Noter l’erratum").click()
    rang = page.get_by_role("row", name=HEURES)
    expect(rang).to_contain_text("45 000 heures")
    expect(rang).to_contain_text("44 000 heures au lieu de 45 000 heures.")
    assert defauts_accessibilite(page) == []
