"""An inventory goes out as a spreadsheet and comes back; what is spoilt is told, none is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.regles.politiques import load_plans
from spaser.site.diagnostic.models import Politique
from spaser.site.diagnostic.politiques.views import (
    list_inventaire,
)
from tests.site.organisations.fabrique import (
    SIREN_VAL,
    make_membre,
    make_organisation,
    sign_in,
    texte,
)

pytestmark = pytest.mark.django_db
RACINE = f"/espace/{SIREN_VAL}/politiques/"
ADRESSE = f"{RACINE}importer/"


@pytest.fixture
def organisation():
    return make_organisation(type="metropole", population=250_000)


@pytest.fixture
def client(organisation):
    return sign_in(make_membre(organisation, "contribution").utilisateur)


def send(client, contenu, nom="inventaire.csv"):
    return client.post(ADRESSE, {"fichier": SimpleUploadedFile(nom, contenu)})


def confirm(client, page):
    contenu = page.content.decode().partition('name="contenu" value="')[2].partition('"')[0]
    return client.post(ADRESSE, {"contenu": contenu}, follow=True)


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_the_file_of_a_space_changes_nothing_when_it_comes_back(client, organisation, extension):
    Politique.objects.create(
        espace=organisation.espace, code_plan="PCAET", nom="Plan climat", etat="existe", debut=2022
    )
    Politique.objects.create(espace=organisation.espace, nom="Charte du fleuve", etat="absent")

    fichier = client.get(f"{RACINE}inventaire.{extension}").content
    page = texte(send(client, fichier, f"x.{extension}"))

    assert "0 plan à ajouter, 0 à compléter" in page
    assert "Il n’y a rien à importer" in page


def test_a_file_adds_and_completes(client, organisation):
    Politique.objects.create(
        espace=organisation.espace, code_plan="PCAET", nom="Plan climat", service="DGA"
    )
    lignes = (
        "État;Plan ou schéma;Service pilote;Dernière année\n"
        "oui;PCAET;autre service;2027\n"
        "en préparation;Charte du fleuve;;\n"
        "Je ne sais pas;Agenda du port;;\n"
    )

    vue = send(client, lignes.encode())
    page = texte(confirm(client, vue))

    assert "1 plan à ajouter, 1 à compléter, 1 sans rien de nouveau" in texte(vue)
    assert "Le fichier est importé" in page
    assert list(Politique.objects.order_by("nom").values_list("nom", "etat", "service", "fin")) == [
        ("Charte du fleuve", "preparation", "", None),
        ("Plan climat", "existe", "DGA", 2027),
    ]


def test_a_row_that_names_a_plan_of_the_catalogue_takes_its_themes(client):
    confirm(client, send(client, "Plan;État\nPCAET;existe\n".encode()))

    politique = Politique.objects.get()
    assert politique.code_plan == "PCAET"
    assert politique.nom == "Plan climat-air-énergie territorial"
    assert politique.sous_themes


def test_what_is_wrong_is_told_where_it_stands(client):
    lignes = "Plan;État;Début;Fin\nCharte;peut-être;22;2020\n;existe;;\nPlan deux;oui;2024;2020\n"

    page = texte(send(client, lignes.encode()))

    assert "« peut-être » n’est pas un état connu" in page
    assert "« 22 » n’est pas une année" in page
    assert "le nom du plan manque" in page
    assert "finirait en 2020, avant de commencer en 2024" in page


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        (b"", "Ce fichier est vide"),
        (b"a;b\n1;2\n", "Nous ne trouvons pas la ligne des titres"),
        (b"Plan;Service\nPCAET;DGA\n", "Nous ne trouvons pas la ligne des titres"),
    ],
)
def test_a_file_that_is_no_inventory_is_refused_with_why(client, contenu, raison):
    assert raison in texte(send(client, contenu))


def test_an_inventory_changed_meanwhile_is_shown_again(client, organisation):
    vue = send(client, "Plan;État\nPCAET;existe\n".encode())
    Politique.objects.create(espace=organisation.espace, nom="Charte", etat="existe")

    page = texte(confirm(client, vue))

    assert "L’inventaire a changé entre-temps" in page
    assert Politique.objects.count() == 1


def test_what_a_page_carries_cannot_be_altered(client):
    page = texte(client.post(ADRESSE, {"contenu": "faux"}, follow=True))

    assert "Cet import n’est plus valable" in page


def test_who_only_reads_does_not_import(organisation):
    lecture = sign_in(make_membre(organisation, "lecture").utilisateur)

    assert lecture.get(ADRESSE).status_code == 403
    assert lecture.get(f"{RACINE}inventaire.csv").status_code == 200
    assert len(list_inventaire(organisation.espace)) == len(load_plans())
