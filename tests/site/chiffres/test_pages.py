"""Indicators, their proof, and figures kept."""

import csv
import io
import shutil

import pytest
from lxml import html
from openpyxl import load_workbook

from spaser.moteur.importation import import_fichiers
from spaser.site.chiffres.models import Reference
from spaser.site.espace.bilans import close_entrepots
from spaser.site.organisations.models import Espace
from spaser.site.plan.models.actions import LigneGrille
from tests.moteur.decp.controle.conftest import MARCHE, encode, modify
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/indicateurs/"
PREUVE = f"{RACINE}SOC-01/preuve/?annee=2025&expression=nombre"


def read_csv(reponse):
    contenu = reponse.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(contenu), delimiter=";"))


def read_lead(reponse):
    """Return what the page says of the figure kept, without what became of it."""
    return texte(reponse).split("fr-text--lead")[1].split("fr-alert")[0].replace("\u00a0", " ")


def write_marche(dossier):
    """Publish one more contract of 2025, with a social clause."""
    marche = modify(
        MARCHE,
        id="2025-999",
        acheteur__id="00101001600017",
        dateNotification="2025-03-10",
    )
    fichier = dossier / "un-de-plus.json"
    fichier.write_bytes(encode({"marches": {"marche": [marche]}}))
    return fichier


@pytest.fixture
def client():
    return sign_in(make_membre(make_organisation(), "contribution").utilisateur)


def test_the_lines_of_the_law_come_first(marches, client):
    page = texte(client.get(RACINE))

    assert page.index("Attendus par la loi") < page.index("Volume d’achats")
    assert "ne s’additionnent jamais" in page


def lire(reponse):
    return texte(reponse).replace("\u202f", " ").replace("\u00a0", " ")


def test_an_indicator_shows_its_years_its_method_and_its_yardsticks(marches, client):
    page = lire(client.get(f"{RACINE}SOC-01/"))

    assert "<svg" in page
    assert (
        "30 % visés pour 2025 (marchés de l’année, toute considération). "
        "Échéance passée, suite non connue." in page
    )
    assert "18,7 % en 2023 (clauses seules, dès 90 000 € HT)." in page
    assert "ni les valeurs nationales ne sont comptés sur la même base" in page
    assert "/methodes/ce-que-la-loi-demande/" in page


@pytest.mark.longue
@pytest.mark.parametrize("code", ["SOC-01", "SOC-02"])
def test_what_the_grid_aims_at_stands_beside_the_rate_and_its_twin(marches, client, code):
    champs = {"rubrique": "social", "code": code, "objectif": "40 % en 2028", "retenu": True}
    LigneGrille.objects.create(espace=Espace.objects.get(), **champs)

    liste, page = lire(client.get(RACINE)), lire(client.get(f"{RACINE}SOC-01/"))

    assert "Votre objectif : « 40 % en 2028 »" in liste
    assert page.index("« 40 % en 2028 »") < page.index("visés pour 2025")
    assert "ne porte pas d’objectif" not in page
    assert "ne porte pas d’objectif" in lire(client.get(f"{RACINE}ENV-01/"))


def test_the_list_sets_yardsticks_beside_rates_that_conclude_only(marches, client):
    page = lire(client.get(RACINE))
    lignes = {li.split("<")[0]: li for li in page.split('class="fr-hint-text">')}
    conclues = [li for li in page.split("<tr>")[1:] if "visés pour" in li]

    assert lignes
    assert [("SOC-01" in li, "ENV-01" in li) for li in conclues] == [(True, False), (False, True)]
    assert all("Trop peu de données" not in li and "non connu<" not in li for li in conclues)


def test_the_picture_says_the_figures_of_its_table(marches, client):
    page = html.document_fromstring(client.get(f"{RACINE}ENV-01/").content)
    dessin = page.xpath("//*[local-name()='svg' and contains(@class, 'graphique')]")[0]
    mots = [mot.text for mot in dessin.xpath(".//*[local-name()='text']")]
    table = page.xpath("//div[contains(@class, 'spaser-valeurs')]//table")[0]
    lignes = [
        [" ".join(case.text_content().split()) for case in ligne.xpath("./th|./td")[:2]]
        for ligne in table.xpath(".//tbody/tr")
    ]

    connues = [(annee.split()[0], taux) for annee, taux in lignes if taux != "non connu"]
    assert [annee for annee, _ in connues] == ["2026", "2025", "2024"]
    assert all(
        {annee, taux} <= {" ".join((m or "").split()) for m in mots} for annee, taux in connues
    )
    assert "2019–23" in mots
    assert "année incomplète" in mots


def test_what_the_law_asks_is_public_with_its_sources_and_its_reserves(client):
    client.logout()
    page = lire(client.get("/methodes/ce-que-la-loi-demande/"))

    assert "la loi ne fixe elle-même aucun taux" in page
    assert "Relisez l’article en vigueur avant de lancer une procédure." in page
    assert "Les données publiées ne disent pas le jour du lancement." in page
    assert "lecture du 26 novembre 2026, copie de Légifrance" in page


def test_a_page_of_method_shows_the_national_gaps(client):
    page = lire(client.get("/methodes/ENV-01/"))

    assert "Dite stable par rapport à 2022, chiffre non lu." in page
    assert "29,2 %" in page


def test_years_that_published_nothing_show_no_rate_at_all(marches, client):
    page = texte(client.get(f"{RACINE}SOC-01/")).replace("\u202f", " ")

    assert "<td>aucune</td>" in page
    assert "<td>0 %</td>" not in page


@pytest.mark.longue
def test_a_rate_whose_list_is_not_loaded_says_so_and_shows_no_figure(tmp_path, settings, client):
    settings.ENTREPOT = tmp_path / "sans-listes"
    import_fichiers([write_marche(tmp_path)], settings.ENTREPOT)
    try:
        liste, page = texte(client.get(RACINE)), texte(client.get(f"{RACINE}SOC-13/"))
        espace = f"/espace/{SIREN_VAL}/"
        vues = (espace, f"{espace}elus/", f"/acheteurs/{SIREN_VAL}/", f"{espace}reparation/")
        legales = [texte(client.get(vue)) for vue in vues]
    finally:
        close_entrepots()

    for lue in (liste, page):
        assert lue.count("Quatre listes manquent sur ce site") == 1
        assert lue.count("la liste des entreprises agréées ESUS") == 1
        assert "chargée" not in lue
    for lue in legales:
        assert lue.count("Deux listes manquent sur ce site") == 1
        assert "chargée" not in lue
    assert "0 %" not in page.replace("\u202f", " ").replace("\u00a0", " ")


def test_a_proof_leads_to_the_file_and_the_rank(marches, client):
    page = texte(client.get(PREUVE))

    assert "rang " in page
    assert " ÷ (" in page


def test_a_proof_sets_the_yardsticks_beside_its_figure(marches, client):
    page = lire(client.get(PREUVE))

    assert (
        "30 % visés pour 2025 (marchés de l’année, toute considération). "
        "Échéance passée, suite non connue." in page
    )
    assert "/methodes/ce-que-la-loi-demande/" in page


def test_a_proof_counts_its_contracts_in_good_french(marches, client):
    page = texte(client.get(PREUVE))

    assert "<strong>4</strong> sans réponse <" in page
    assert "<strong>69</strong> comptés <" in page


def test_a_proof_is_exported_as_it_is_filtered(marches, client):
    adresse = PREUVE.replace("/preuve/", "/preuve.csv")
    tout = read_csv(client.get(adresse))
    titres, *comptes = read_csv(client.get(f"{adresse}&etat=compte"))

    assert len(comptes) < len(tout) - 1
    assert {ligne[titres.index("État")] for ligne in comptes} == {"compté"}


def test_a_figure_kept_says_whether_it_has_changed(marches, client):
    demande = {"annee": "2025", "expression": "nombre"}
    gardee = client.post(f"{RACINE}SOC-01/garder/", demande, follow=True)
    assert "La valeur n’a pas changé depuis." in texte(gardee)

    Reference.objects.update(numerateur=1, valeur=0.01)

    page = texte(client.get(Reference.objects.get().get_absolute_url()))
    assert "La valeur a changé depuis" in page


def test_a_proof_is_exported_in_three_kinds_with_the_same_cells(marches, client):
    famille = "Mobilité et transports"
    filtres = f"&etat=compte&famille={famille}"
    adresse = PREUVE.replace("/preuve/", "/preuve.{}") + filtres
    lignes = read_csv(client.get(adresse.format("csv")))
    classeur = load_workbook(io.BytesIO(client.get(adresse.format("xlsx")).content)).active
    cellules = [[cellule.value for cellule in ligne] for ligne in classeur.iter_rows()]

    etat, marche, achat, source = map(
        lignes[0].index, ("État", "Marché", "Famille d’achat", "Source")
    )
    vues = [etat, marche]
    assert [[ligne[i] for i in vues] for ligne in cellules] == [
        [ligne[i] for i in vues] for ligne in lignes
    ]
    assert {ligne[achat] for ligne in lignes[1:]} == {famille}
    assert {ligne[source] for ligne in lignes[1:]} == {"Marchés publiés"}
    assert client.get(adresse.format("ods")).content.startswith(b"PK")


@pytest.mark.longue
def test_each_row_of_a_proof_leads_to_its_contract_and_to_what_was_received(marches, client):
    page = client.get(PREUVE).content.decode()
    lignes = read_csv(client.get(PREUVE.replace("/preuve/", "/preuve.csv")))
    titres = lignes[0]
    vers = [titres.index(titre) for titre in ("Page du marché", "Données reçues", "Marché")]

    for ligne in lignes[1:3]:
        marche, recues, numero = (ligne[rang] for rang in vers)
        assert f'href="{marche.removeprefix("http://testserver")}"' in page
        assert numero in client.get(marche).content.decode()
        assert "Champs reçus" in client.get(recues).content.decode()


def test_the_families_of_a_year_add_up_to_the_figure(marches, client):
    lignes = read_csv(client.get(f"{RACINE}SOC-01/familles.csv?annee=2025"))
    toutes = read_csv(client.get(f"{RACINE}export.csv"))
    titres, figures = toutes[0], toutes[1:]
    code, annee, nombre = (titres.index(t) for t in ("Code", "Année", "Marchés"))
    for indicateur in ("SOC-01", "SOC-02"):
        rang = lignes[0].index("Marchés")
        somme = sum(int(ligne[rang]) for ligne in lignes[1:] if ligne[1] == indicateur)
        (attendu,) = {
            int(f[nombre]) for f in figures if (f[code], f[annee]) == (indicateur, "2025")
        }
        assert somme == attendu > 100


def test_an_indicator_is_shown_by_family_for_the_year_chosen(marches, client):
    page = texte(client.get(f"{RACINE}SOC-01/?annee=2024"))

    assert "Par famille d’achat, en 2024" in page
    assert "famille=Mobilit%C3%A9%20et%20transports" in page
    assert 'href="/considerations/vehicules/">Clauses à copier : véhicules et mobilité</a>' in page
    assert 'href="/bonnes-pratiques/?famille=batiment">4 bonnes pratiques</a>' in page
    assert "Par famille d’achat, en 2025" in texte(client.get(f"{RACINE}SOC-01/?annee=1066"))


def test_an_indicator_that_is_no_share_has_no_families(marches, client):
    assert "Par famille d’achat, en" not in texte(client.get(f"{RACINE}VOL-02/"))
    assert client.get(f"{RACINE}VOL-02/familles.csv").status_code == 302


@pytest.mark.longue
def test_a_figure_kept_gives_the_same_value_after_another_import(
    entrepot_fictif, client, settings, tmp_path
):
    settings.ENTREPOT = tmp_path / "entrepot"
    shutil.copytree(entrepot_fictif, settings.ENTREPOT, symlinks=True)
    demande = {"annee": "2025", "expression": "nombre"}
    client.post(f"{RACINE}SOC-01/garder/", demande)
    adresse = Reference.objects.get().get_absolute_url()
    avant = read_lead(client.get(adresse))

    import_fichiers([str(write_marche(tmp_path))], settings.ENTREPOT)
    page = client.get(adresse)
    close_entrepots()

    assert read_lead(page) == avant
    assert "La valeur a changé depuis" in texte(page)
    assert "142 marchés" in avant
    assert "143 marchés" in texte(page).replace("\u00a0", " ")


def test_an_unknown_indicator_is_not_there(marches, client):
    assert client.get(f"{RACINE}SOC-99/").status_code == 404


def test_methods_are_public(client):
    client.logout()

    assert client.get("/methodes/").status_code == 200
    assert "Ce qui est mesuré" in texte(client.get("/methodes/SOC-13/"))
