"""A grid goes out as a spreadsheet and comes back the same; a spoilt one is told, none is lost."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.regles.grille import Priorite
from spaser.regles.indicateurs import Frequence, Rubrique
from spaser.site.organisations.models import Espace
from spaser.site.plan.grille.services import TITRES
from spaser.site.plan.models.actions import ContenuLigne, LigneGrille
from spaser.site.socle.champs import keep_champs
from tests.moteur.tables.fabrique import MONSTRES
from tests.site.organisations.fabrique import SIREN_VAL, texte

RACINE = f"/espace/{SIREN_VAL}/grille/"
ADRESSE = f"{RACINE}importer/"


def send(client, contenu, nom="grille.csv"):
    return client.post(ADRESSE, {"fichier": SimpleUploadedFile(nom, contenu)})


def confirm(client, page):
    contenu = page.content.decode().partition('name="contenu" value="')[2].partition('"')[0]
    return client.post(ADRESSE, {"contenu": contenu}, follow=True)


@pytest.mark.django_db
@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
def test_importing_ones_own_export_changes_nothing(redactrice, organisation, extension):
    for rang in range(3):
        ligne = ContenuLigne(
            rubrique=Rubrique.SOCIAL,
            sous_thematique=f"Thème {rang}",
            indicateur="=1+1",
            priorite=Priorite.COEUR,
            retenu=True,
            frequence=Frequence.ANNUELLE,
        )
        LigneGrille.objects.create(espace=organisation.espace, **keep_champs(ligne))
    export = redactrice.get(f"{RACINE}export.{extension}").content

    page = texte(send(redactrice, export, f"grille.{extension}"))

    assert "3 déjà dans la grille" in page
    assert "Il n’y a rien à importer" in page


@pytest.mark.django_db
def test_a_file_is_shown_before_it_changes_anything_then_imported(client):
    contenu = write_table(
        [Onglet("Grille", TITRES[:3], [("Social", "Insertion", "PTI")])], FormatClasseur.CSV
    )
    page = send(client, contenu)

    assert "1 ligne nouvelle" in texte(page)
    assert not LigneGrille.objects.exists()
    assert "Le fichier est importé" in texte(confirm(client, page))
    assert LigneGrille.objects.get().schemas == "PTI"


@pytest.mark.django_db
def test_a_grid_that_changed_meanwhile_is_read_again(client):
    contenu = "Rubrique;Sous-thématique;Objectif\nSocial;Insertion;Plus\n".encode()
    page = send(client, contenu)
    LigneGrille.objects.create(
        espace=Espace.objects.get(),
        rubrique="social",
        sous_thematique="Insertion",
    )
    relue = confirm(client, page)

    assert "La grille a changé pendant ce temps" in texte(relue)
    assert "1 à compléter" in texte(relue)
    confirm(client, relue)
    assert LigneGrille.objects.get().objectif == "Plus"


@pytest.mark.django_db
def test_each_fault_is_told_by_line_and_column(client):
    contenu = (
        "Rubrique;Sous-thématique;Budget;Objectif;Indicateur;Priorité\n"
        "Culture;Théâtre;;;;\n"
        "Social;Insertion;10 k€;;Heures;haute\n"
    ).encode()
    page = texte(send(client, contenu))

    assert "Ligne 2, colonne A « Rubrique »" in page
    assert "Ligne 3, colonne F « Niveau de priorité »" in page
    assert "Ligne 2 : Culture | Théâtre" in page
    assert "la colonne « Référent interne » manque" in page
    confirm(client, send(client, contenu))
    assert LigneGrille.objects.get().remarque == "Budget : 10 k€ ; Niveau de priorité : haute"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("contenu", "attendu"),
    [
        (b"", "Ce fichier est vide"),
        (b"Nom;Age\nAda;36\n", "la ligne des titres"),
        (b"%PDF-1.7 rien", "est un PDF"),
        (b"PK\x03\x04 abime", "abîmé"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ancien format"),
        (b"a" * (5 * 1024 * 1024 + 1), "pèse plus de 5 Mo"),
    ],
)
def test_a_file_that_is_no_grid_is_refused_in_words(client, contenu, attendu):
    assert attendu in texte(send(client, contenu))


@pytest.mark.django_db
def test_what_is_carried_from_a_page_to_the_next_cannot_be_altered(client):
    page = client.post(ADRESSE, {"contenu": "autre chose"}, follow=True)

    assert "n’est plus valable" in texte(page)


@pytest.mark.django_db
def test_the_short_list_is_not_imported_by_those_who_do_not_decide_it(client, redactrice):
    contenu = "Rubrique;Sous-thématique;Indicateur;Retenu\nSocial;Insertion;Heures;oui\n".encode()
    page = send(client, contenu)

    assert "ne sont pas importées" in texte(page)
    confirm(client, page)
    assert not LigneGrille.objects.get().retenu
    confirm(redactrice, send(redactrice, contenu))
    assert LigneGrille.objects.get().retenu


@pytest.mark.longue
@pytest.mark.django_db
@pytest.mark.parametrize("nom", MONSTRES)
def test_a_file_that_would_cost_gigabytes_is_refused_in_words(client, nom):
    page = texte(send(client, MONSTRES[nom], "grille.xlsx"))

    assert re.search("colonne [A-Z]+, loin|trop de|même contenu|ligne d(émesurée|es titres)", page)
    assert not LigneGrille.objects.exists()
