"""A buyer's first quarter of an hour: from the home page to a figure that she can prove."""

import re

import pytest
from playwright.sync_api import expect

from spaser.moteur.tables.lecture import read_feuilles
from spaser.site.chiffres.marches.entrepot import close_corriges
from spaser.site.comptes.sessions import make_lien
from spaser.site.espace.models import ObligationGardee
from tests.site.chiffres.depenses.fabrique import write_csv
from tests.site.organisations.fabrique import SIREN_VAL, make_personne
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

pytestmark = [pytest.mark.navigateur, pytest.mark.django_db(transaction=True)]

# Titles of no known software: « Qui » is said on screen to be the supplier.
TITRES = "Exercice;N° mandat;Qui;Code postal;Nature;Montant"
MANDATS = (
    "2025;1;Soleil fictif SARL;35000;60623;61 000 000,00",
    "2025;2;Agents;;64111;5 000,00",
)


@pytest.fixture
def entree(page, live_server, marches, tmp_path, settings):
    """Someone new, signed in by the link that ./start prints, on the home page."""
    settings.DEMONSTRATION = True
    settings.MARCHES_PRIVES = tmp_path / "prives"
    page.goto(live_server.url + make_lien(make_personne("nouvelle@exemple.fr")))
    if page.get_by_role("button", name="Entrer").count():
        page.get_by_role("button", name="Entrer").click()
    page.goto(live_server.url)
    yield page
    close_corriges()


def test_a_new_user_gets_a_situation_to_show_her_director(entree, live_server, tmp_path):
    page = entree
    espace = f"{live_server.url}/espace/{SIREN_VAL}/"
    _open_space(page)
    _tell_perimeter(page)
    _give_spend(page, f"{espace}depenses/")
    _conclude(page)
    _correct_twenty(page, f"{espace}marches/?annee=2025&social=non")

    page.get_by_role("link", name="Accueil de l’espace").click()
    expect(page.get_by_text("Vous devez adopter un SPASER")).to_be_visible()
    nom = "Marchés avec au moins une considération sociale"
    figure = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=nom))
    figure.get_by_text("D’où vient ce chiffre").click()
    figure.get_by_role("link", name="La preuve, ligne par ligne").click()
    corriges = _count_proof(page, tmp_path / "corrige.xlsx")
    page.get_by_role("link", name="Chiffres publiés").click()
    publies = _count_proof(page, tmp_path / "publie.xlsx")

    assert corriges == publies + 20


def _open_space(page):
    page.get_by_role("link", name="J’achète").click()
    page.get_by_label("SIREN de l’acheteur").fill("001 010 016")
    page.get_by_role("button", name="Ouvrir l’espace").click()
    page.get_by_label("Type de structure").select_option("metropole")  # no table says it
    page.get_by_role("button", name="Ouvrir l’espace").click()
    page.get_by_role("heading", name="Mes quatre chiffres, en 2025").wait_for()


def _tell_perimeter(page):
    page.get_by_role("link", name="Préciser votre périmètre").click()
    page.get_by_role("link", name="Répondre aux questions").click()
    page.get_by_role("button", name="Enregistrer").wait_for()
    for non in page.get_by_label("Non", exact=True).all():
        non.check(force=True)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Périmètre", level=1).wait_for()


def _give_spend(page, adresse):
    page.goto(adresse)
    mandats = write_csv(MANDATS, TITRES)
    fichier = {"name": "mandats.csv", "mimeType": "text/csv", "buffer": mandats}
    page.get_by_label("Vos extraits").set_input_files(fichier)
    page.get_by_role("button", name="Déposer et lire").click()
    page.get_by_role("link", name="Préciser les colonnes").click()
    page.get_by_label("Qui").select_option("tiers")
    page.get_by_text("Hors taxes", exact=True).click()
    page.get_by_role("button", name="Enregistrer et lire").click()
    page.get_by_text("61 millions d’euros HT").wait_for()


def _conclude(page):
    page.get_by_role("link", name="Obligation", exact=True).click()
    page.get_by_label("Votre structure est").select_option("metropole")
    page.get_by_label("Année civile").select_option("2025")
    page.get_by_text("Toutes les dépenses de marchés de l’année").click()
    page.get_by_role("button", name="Calculer et garder la réponse").click()
    page.get_by_role("heading", name="Vous devez adopter un SPASER").wait_for()
    assert ObligationGardee.objects.get().des_extraits


def _correct_twenty(page, adresse):
    page.goto(adresse)
    page.get_by_role("button", name="Corriger les marchés cochés").wait_for()
    for case in page.get_by_role("checkbox").all()[:20]:
        case.check(force=True)
    page.get_by_role("button", name="Corriger les marchés cochés").click()
    page.get_by_label("Clause sociale d’exécution").select_option(label="Oui")
    page.get_by_label("Sur quoi vous fondez-vous").fill("Article 12 du CCAP.")
    page.get_by_role("button", name="Corriger ces 20 marchés").click()
    page.get_by_text("20 marchés sont corrigés").wait_for()
    assert page.url == adresse


def _count_proof(page, chemin):
    """Return how many contracts a proof counts: the page and its workbook must agree."""
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="XLSX").click()
    telechargement.value.save_as(chemin)
    dits = re.search(r"(\d+) comptés", page.get_by_role("main").inner_text())
    assert _count_rows(chemin) == int(dits[1])
    return int(dits[1])


def _count_rows(chemin):
    return sum(
        any(str(cellule).casefold() == "compté" for cellule in cellules)
        for feuille in read_feuilles(chemin)
        for _, cellules in feuille.lignes
    )
