"""Spend in a real browser: from a file to the obligation and its proof, by the keyboard too."""

import pytest
from django.conf import settings as reglages
from playwright.sync_api import expect

from spaser.site.chiffres.models import Extrait
from spaser.site.espace.models import ObligationGardee
from tests.site.chiffres.depenses.fabrique import ATELIER, SOLEIL, write_csv
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.longue,
    pytest.mark.django_db(transaction=True),
]
RACINE = f"/espace/{SIREN_VAL}/depenses/"
LARGEURS = (375, 1280)
TITRES = "Exercice;N° mandat;Qui;SIRET;Code postal;Nature;Montant"
LIGNES = (
    "2025;1;Soleil fictif SARL;;35000;60623;61 000 000,00",
    "2025;2;Agents;;;64111;5 000,00",
)


@pytest.fixture
def entree(page, live_server):
    membre = make_membre(make_organisation(), "redaction")
    cookie = sign_in(membre.utilisateur).cookies[reglages.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page.goto(live_server.url + RACINE)
    return page


def _deposit(page, lignes=LIGNES):
    contenu = write_csv(lignes, TITRES)
    fichier = {"name": "mandats.csv", "mimeType": "text/csv", "buffer": contenu}
    page.get_by_label("Vos extraits").set_input_files(fichier)
    page.get_by_role("button", name="Déposer et lire").click()
    page.get_by_role("link", name="Préciser les colonnes").click()
    page.get_by_label("Qui").select_option("tiers")
    page.get_by_text("Hors taxes", exact=True).click()
    page.get_by_role("button", name="Enregistrer et lire").click()


def test_from_an_extract_to_the_obligation_and_its_proof(entree):
    page = entree
    _deposit(page)
    expect(page.get_by_text("61 millions d’euros HT")).to_be_visible()

    page.get_by_role("link", name="Fournisseurs à reconnaître").click()
    numero = page.get_by_label("SIREN ou SIRET")
    numero.fill(SOLEIL)
    numero.press("Enter")
    expect(page.get_by_text("1 fournisseur reconnu")).to_be_visible()

    page.get_by_role("link", name="Obligation", exact=True).click()
    page.get_by_label("Votre structure est").select_option("metropole")
    page.get_by_label("Année civile").select_option("2025")
    page.get_by_text("Toutes les dépenses de marchés de l’année").click()
    page.get_by_role("button", name="Calculer et garder la réponse").click()
    expect(page.get_by_role("heading", name="Vous devez adopter un SPASER")).to_be_visible()
    assert ObligationGardee.objects.get().des_extraits

    page.get_by_role("link", name="Lignes", exact=True).click()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="ODS").click()
    assert telechargement.value.suggested_filename == f"lignes-{SIREN_VAL}.ods"

    page.get_by_role("link", name="Accueil de l’espace").click()
    expect(page.get_by_text("Vous devez adopter un SPASER")).to_be_visible()
    assert Extrait.objects.get().est_lu


def test_a_rate_paid_over_years_is_drawn_above_a_table_that_opens_by_the_keyboard(
    marches, entree, defauts_accessibilite
):
    page = entree
    achats = [f"{annee};1;Atelier fictif;{ATELIER};35000;61;900,00" for annee in (2023, 2025)]
    _deposit(page, achats)
    page.goto(page.url.split("/depenses/")[0] + "/depenses/resultats/")

    pli = page.get_by_text("Les mêmes chiffres en tableau").first
    expect(pli).to_be_visible()
    pli.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("cell", name="Aucune dépense déposée").first).to_be_visible()
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 900})
        assert defauts_accessibilite(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur


def test_its_pages_are_accessible(entree, live_server, defauts_accessibilite):
    page = entree
    _deposit(page)
    adresses = [
        "",
        "resultats/",
        "compte/",
        "compte/reclasser/?compte=60623",
        "fournisseurs/",
        "a-corriger/",
        "lignes/?annee=2025&indicateur=SOC-IN",
        "obligation/",
        "effacer/",
        f"fichiers/{Extrait.objects.get().cle}/colonnes/",
    ]

    constats = []
    for adresse in adresses:
        page.goto(f"{live_server.url}{RACINE}{adresse}")
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 900})
            deborde = page.evaluate("document.documentElement.scrollWidth") > largeur
            constats.append((adresse, largeur, defauts_accessibilite(page), deborde))

    assert [constat for constat in constats if constat[2] or constat[3]] == []
