"""The grid in a real browser: with the keyboard alone, and through a spreadsheet."""

import re

import pytest
from playwright.sync_api import expect

from spaser.site.plan.models.actions import LigneGrille
from tests.navigateur.test_depot import enter
from tests.navigateur.test_parcours import reach
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
RACINE = f"/espace/{SIREN_VAL}/grille/"


@pytest.fixture
def redactrice(page, live_server):
    membre = make_membre(make_organisation(), "redaction")
    enter(page, live_server.url, membre.utilisateur)
    page.goto(live_server.url + RACINE)
    return membre


def test_the_keyboard_is_enough_to_go_from_suggestions_to_the_short_list(page, redactrice):
    reach(page, "Voir les suggestions")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suggestions/")
    reach(page, "Marchés avec au moins une considération sociale", balise="INPUT")
    page.keyboard.press("Space")
    reach(page, "Ajouter à la grille")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{RACINE}")
    reach(page, "Considérations sociales des marchés")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/grille/\d+/$"))
    reach(page, "Référent interne")
    page.keyboard.type("Service des achats")
    reach(page, "Enregistrer")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{RACINE}")
    reach(page, "Liste courte")
    page.keyboard.press("Enter")
    page.wait_for_url("**/liste-courte/")
    reach(page, "Retenir")
    page.keyboard.press("Enter")
    page.get_by_role("row", name="Service des achats").wait_for()
    ligne = LigneGrille.objects.get()
    assert (ligne.retenu, ligne.responsable, ligne.frequence) == (
        True,
        "Service des achats",
        "annuelle",
    )


def test_a_spoilt_spreadsheet_is_explained_and_the_rest_imported(page, redactrice, tmp_path):
    fichier = tmp_path / "atelier.csv"
    fichier.write_text(
        "Rubrique;Sous-thématique;Objectif;Indicateur;Priorité\n"
        "Social;Insertion;Plus d’heures;Heures;urgent\n"
        "Culture;Théâtre;;;1\n",
        encoding="utf-8",
    )
    page.get_by_role("link", name="Importer un fichier").click()
    page.get_by_label("Fichier de la grille").set_input_files(fichier)
    page.get_by_role("button", name="Lire le fichier").click()

    expect(page.get_by_text("Ligne 2, colonne E « Niveau de priorité »")).to_be_visible()
    expect(page.get_by_text("Ligne 3 : Culture | Théâtre | 1")).to_be_visible()
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_role("row", name="Insertion")).to_be_visible()
    assert LigneGrille.objects.get().remarque == "Niveau de priorité : urgent"
