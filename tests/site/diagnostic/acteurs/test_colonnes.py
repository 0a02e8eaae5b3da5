"""A column of the table is told once, by its model: form, page, import and export read it."""

import io
from dataclasses import replace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.moteur.tables.modele import ErreurTable
from spaser.moteur.tables.rangees import Cherchee, RechercheTable, find_colonne, open_tableau
from spaser.moteur.tables.tableaux import read_tableaux
from spaser.regles.acteurs import FormeSollicitation, RoleActeur
from spaser.regles.acteurs_importes import BANDEAU, list_colonnes_acteurs
from spaser.regles.champs import index_champs, list_titres_dits
from spaser.site.diagnostic.acteurs.forms import FormActeur
from spaser.site.diagnostic.acteurs.importation import RECHERCHE
from spaser.site.diagnostic.models import ACTEUR, Acteur
from tests.moteur.tables.fabrique import MONSTRES
from tests.regles.acteurs.fabrique import read_fichier_acteurs
from tests.site.organisations.fabrique import SIREN_VAL

RACINE = f"/espace/{SIREN_VAL}/acteurs/"
PAR_NOM = index_champs(ACTEUR)
VALEURS = {
    "typologie": "agences",
    "role": RoleActeur.DECISION.value,
    "formes": [FormeSollicitation.COMITE.value],
    "siren": "001010016",
}


def test_every_field_of_a_stakeholder_says_what_it_is_or_is_of_the_house():
    maison = "id version espace nom_plie suggestion modifie_par cree_le modifie_le".split()

    assert {champ.name for champ in Acteur._meta.fields} - set(PAR_NOM) == {
        *maison,
        "ecarte_le",
        "ecarte_par",
    }


def test_no_title_names_two_columns():
    noms = [(titre, c.nom) for c in RECHERCHE.colonnes for titre in (c.plie, *c.titres)]

    assert [(titre, find_colonne(RECHERCHE.colonnes, titre)) for titre, _ in noms] == noms


@pytest.mark.django_db
def test_a_column_that_is_asked_is_shown_exported_and_read_back(client, organisation):
    demandees = [c for c in ACTEUR if c.groupe]
    assert [n for n in FormActeur.base_fields if n != "version"] == sorted(
        (c.nom for c in demandees), key=lambda nom: PAR_NOM[nom].groupe
    )
    envoye = {c.nom: VALEURS.get(c.nom, f"Valeur {c.nom}") for c in demandees}
    client.post(f"{RACINE}ajouter/", envoye)

    acteur = Acteur.objects.get()
    fiche = html.fromstring(client.get(f"{RACINE}{acteur.pk}/").content).text_content()
    tableau = html.fromstring(client.get(RACINE).content).text_content()
    export = client.get(f"{RACINE}export.xlsx").content
    bandeau, titres, cellules = openpyxl.load_workbook(io.BytesIO(export)).active.values

    assert [texte for texte in bandeau if texte] == [texte for texte, _ in BANDEAU]
    assert titres == list_titres_dits(list_colonnes_acteurs(ACTEUR))
    for rang, ecrite in enumerate(list_colonnes_acteurs(ACTEUR)):
        declarees = [PAR_NOM[nom] for nom in ecrite.champs]
        morceaux = str(cellules[rang]).split(" :\n")
        for declaree, morceau in zip(declarees, morceaux, strict=True):
            if not declaree.groupe:
                continue
            assert morceau in fiche, declaree.nom
            assert declaree.nom == "siren" or morceau in tableau, declaree.nom


@pytest.mark.parametrize("format_", list(FormatClasseur))
def test_a_column_is_read_under_any_of_its_titles(tmp_path, format_):
    cherche = RechercheTable(
        colonnes=(Cherchee("nom", "nom"), Cherchee("avis", "avis", ("note",))),
        necessaires=frozenset({"nom"}),
        lignes_max=10,
        demesure="",
    )
    onglet = Onglet("Suivi", ("Note", "Nom", "Autre"), [("=1", "CCI", "x")])
    (tmp_path / "suivi").write_bytes(write_table([onglet], format_))

    tableau = open_tableau(read_tableaux(tmp_path / "suivi", cherche)[0], cherche)
    (rangee,) = tableau.list_rangees()

    assert rangee.valeurs == {"nom": "CCI", "avis": "=1"}
    assert [(r.lettre, r.titre, r.texte) for r in rangee.restes] == [("C", "Autre", "x")]
    assert [r.lieu for r in tableau.inconnus] == ["ligne 1, colonne C"]


def test_a_sheet_beside_the_one_that_is_read_costs_nothing(tmp_path):
    longue = Onglet("Autre", ("Nom",), [(f"Acteur {rang}",) for rang in range(2_000)])
    onglets = [Onglet("Acteurs", ("Nom",), [("CCI",)]), longue]
    (tmp_path / "a").write_bytes(write_table(onglets, FormatClasseur.XLSX))

    etroite = replace(RECHERCHE, cellules=1_000)
    lues = read_tableaux(tmp_path / "a", etroite)

    assert [(lue.nom, lue.trouvee, lue.nombre) for lue in lues] == [
        ("Acteurs", True, 1),
        ("Autre", False, 0),
    ]


@pytest.mark.parametrize("ligne", [("a",), ("a", "b", "c")])
@pytest.mark.parametrize(
    "format_", [FormatClasseur.CSV, FormatClasseur.ODS]
)  # openpyxl leaves a file half made
def test_an_export_whose_rows_disagree_with_its_titles_is_a_fault(format_, ligne):
    with pytest.raises(ValueError, match=f"{len(ligne)} cells under 2 titles"):
        write_table([Onglet("Acteurs", ("Un", "Deux"), [ligne])], format_)


@pytest.mark.longue
@pytest.mark.parametrize("nom", MONSTRES)
def test_a_file_that_would_cost_gigabytes_is_refused_in_words(tmp_path, nom):
    (tmp_path / "m").write_bytes(MONSTRES[nom])

    with pytest.raises(ErreurTable, match=r"colonne|cellules|feuilles|contenu|démesurée"):
        read_fichier_acteurs(tmp_path / "m")


@pytest.mark.django_db
def test_such_a_file_is_told_on_the_page(client, organisation):
    envoi = SimpleUploadedFile("acteurs.xlsx", MONSTRES["cellules lointaines"])
    page = client.post(f"{RACINE}importer/", {"fichier": envoi})

    assert "une cellule est remplie en colonne XFD" in page.content.decode()
