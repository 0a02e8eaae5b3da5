"""The tools without account: filled on the page or in a file, read back by the imports."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from spaser.regles.politiques import load_plans
from spaser.site.diagnostic.models import Acteur, Politique
from spaser.site.plan.models.actions import LigneGrille
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
CLASSEURS = ("xlsx", "ods")
ATTENDUS = {
    "acteurs": "le tableau n’a encore aucun acteur",
    "grille": "Il n’y a rien à importer",
    "politiques": "Il n’y a rien à importer",
}
ENTETE = {"ligne-TOTAL_FORMS": "3", "ligne-INITIAL_FORMS": "0"}
ACTEUR = {
    "ligne-0-nom": "=Cress fictive",
    "ligne-0-typologie": "",
    "ligne-0-description": "Réseau de l’économie sociale",
    "ligne-0-role": "partenariat",
    "ligne-0-formes": ["atelier", "envoi"],
    "ligne-0-contribution": "Relais des ateliers",
}
LIGNE = {
    **{f"ligne-{rang}-rubrique": "environnement" for rang in range(3)},
    "ligne-0-rubrique": "social",
    "ligne-0-sous_thematique": "Insertion",
    "ligne-0-indicateur": "Heures d’insertion",
    "ligne-0-priorite": "1",
}


@pytest.fixture
def membre():
    organisation = make_organisation(type="metropole", population=250_000)
    return sign_in(make_membre(organisation, "redaction").utilisateur)


def test_the_page_names_four_tools_and_their_blank_files(client):
    page = client.get("/outils/").text

    attendus = ["/diagnostic/", *(f"/outils/{o}/" for o in ("acteurs", "grille", "politiques"))]
    attendus += [
        f"/outils/{o}/vierge.{c}" for o in ("acteurs", "grille", "politiques") for c in CLASSEURS
    ]
    assert [adresse for adresse in attendus if f'href="{adresse}"' not in page] == []


def test_a_blank_file_of_no_tool_is_not_found(client):
    assert client.get("/outils/rien/vierge.xlsx").status_code == 404


def read_feuille(client, outil, nom):
    return load_workbook(io.BytesIO(client.get(f"/outils/{outil}/vierge.xlsx").content))[nom]


def test_a_blank_grid_has_titles_and_the_four_rows_of_the_programme(client):
    feuille = read_feuille(client, "grille", "Grille")

    lignes = [[c.value for c in ligne if c.value] for ligne in feuille.iter_rows(min_row=2)]
    assert lignes == [["Environnement"], ["Social"], ["Économique"], ["Gouvernance"]]
    assert feuille.max_column > 7


def test_the_blank_table_of_stakeholders_is_the_programmes(client):
    feuille = read_feuille(client, "acteurs", "Acteurs")
    cellules = [str(c.value) for ligne in feuille.iter_rows() for c in ligne if c.value]

    assert cellules[0].startswith("Étape 1")
    assert any("CMA, CCI" in cellule for cellule in cellules)


def test_the_blank_inventory_names_every_plan(client):
    feuille = read_feuille(client, "politiques", "Inventaire")

    assert [ligne[0].value for ligne in feuille.iter_rows(min_row=2)] == [
        plan.nom for plan in load_plans()
    ]


def take(client, adresse, envoi, classeur):
    reponse = client.post(adresse, ENTETE | envoi | {"classeur": classeur})
    assert reponse["Content-Disposition"].endswith(f'.{classeur}"')
    return SimpleUploadedFile(f"x.{classeur}", reponse.content)


@pytest.mark.parametrize("classeur", CLASSEURS)
def test_stakeholders_filled_here_join_a_space(client, membre, classeur):
    fichier = take(client, "/outils/acteurs/", ACTEUR, classeur)
    racine = f"/espace/{SIREN_VAL}/acteurs/"

    vue = membre.post(f"{racine}importer/", {"fichier": fichier}, follow=True)
    empreinte = vue.context["empreinte"]
    membre.post(vue.request["PATH_INFO"], {"empreinte": empreinte})

    acteur = Acteur.objects.get()
    assert (acteur.nom, acteur.role, acteur.contribution) == (
        "=Cress fictive",
        "partenariat",
        "Relais des ateliers",
    )
    assert acteur.formes == ["atelier", "envoi"]


@pytest.mark.parametrize("classeur", CLASSEURS)
def test_a_grid_filled_here_joins_a_space(client, membre, classeur):
    fichier = take(client, "/outils/grille/", LIGNE, classeur)
    adresse = f"/espace/{SIREN_VAL}/grille/importer/"

    vue = membre.post(adresse, {"fichier": fichier})
    membre.post(adresse, {"contenu": vue.context["contenu"]})

    ligne = LigneGrille.objects.get()
    assert (ligne.rubrique, ligne.sous_thematique, ligne.priorite) == ("social", "Insertion", "1")


@pytest.mark.parametrize("classeur", CLASSEURS)
def test_an_inventory_filled_here_joins_a_space(client, membre, classeur):
    fichier = take(client, "/outils/politiques/", {"PCAET": "existe", "SPAR": "faux"}, classeur)
    adresse = f"/espace/{SIREN_VAL}/politiques/importer/"

    vue = membre.post(adresse, {"fichier": fichier})
    membre.post(adresse, {"contenu": vue.context["contenu"]})

    assert list(Politique.objects.values_list("code_plan", "etat")) == [("PCAET", "existe")]


@pytest.mark.parametrize("classeur", CLASSEURS)
@pytest.mark.parametrize("outil", ["acteurs", "grille", "politiques"])
def test_a_blank_file_is_read_by_its_import_and_adds_nothing(client, membre, outil, classeur):
    vierge = client.get(f"/outils/{outil}/vierge.{classeur}").content
    fichier = SimpleUploadedFile(f"x.{classeur}", vierge)

    page = membre.post(f"/espace/{SIREN_VAL}/{outil}/importer/", {"fichier": fichier}, follow=True)

    assert page.status_code == 200
    assert ATTENDUS[outil] in texte(page)
    assert not Acteur.objects.exists()
    assert not LigneGrille.objects.exists()
    assert not Politique.objects.exists()


@pytest.mark.parametrize(
    ("adresse", "envoi", "garde"),
    [("/outils/acteurs/", ACTEUR, "=Cress fictive"), ("/outils/grille/", LIGNE, "Insertion")],
)
def test_more_lines_keep_what_was_typed(client, adresse, envoi, garde):
    page = client.post(adresse, ENTETE | envoi | {"ajouter_lignes": "oui"}).text

    assert garde in page
    assert 'id="erreurs"' not in page
    assert "Ligne 6" in page
    assert "Ligne 7" not in page


def test_lines_have_an_end(client):
    envoi = {"ligne-TOTAL_FORMS": "49", "ligne-INITIAL_FORMS": "0", "ajouter_lignes": "oui"}

    page = client.post("/outils/acteurs/", envoi).text

    assert "Ligne 50" in page
    assert "Ligne 51" not in page


@pytest.mark.parametrize("adresse", ["/outils/acteurs/", "/outils/grille/"])
def test_nothing_filled_gives_no_file(client, adresse):
    vide = {f"ligne-{rang}-rubrique": "environnement" for rang in range(3)}

    page = texte(client.post(adresse, ENTETE | vide | {"classeur": "xlsx"}))

    assert "Rien n’est encore écrit" in page


def test_a_line_without_a_name_is_told(client):
    page = texte(
        client.post(
            "/outils/acteurs/",
            ENTETE | {"ligne-1-description": "Qui ?", "classeur": "ods"},
        )
    )

    assert "Ligne 2, Nom de la structure" in page
    assert "Donnez le nom de la structure" in page


def test_nothing_filled_here_is_kept(client):
    client.post("/outils/acteurs/", ENTETE | ACTEUR | {"classeur": "xlsx"})

    assert not Acteur.objects.exists()
    assert not client.session.items()


def test_plans_are_ranged_by_the_kind_of_buyer(client):
    sans = texte(client.get("/outils/politiques/"))
    avec = texte(client.get("/outils/politiques/?nature=region&habitants=3000000"))

    assert "Un texte vous concerne<" not in sans
    assert avec.index("Un texte vous concerne<") < avec.index("Autres plans possibles")
