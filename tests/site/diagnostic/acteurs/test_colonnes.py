"""A column of the table is declared once: the form, the page, the import and the export read it."""

import io
from dataclasses import fields, make_dataclass

import openpyxl
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from dsfr.forms import DsfrBaseForm
from lxml import html

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.onglets import Onglet
from spaser.elements import fold_mots
from spaser.moteur.tables.colonnes import Nature, colonne, find_colonne, find_tableau, list_colonnes
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import ErreurTable
from spaser.regles import acteurs
from spaser.regles.acteurs import COLONNES, PAR_NOM, REUNIES, FormeSollicitation, RoleActeur
from spaser.regles.acteurs_importes import BANDEAU, ECRITES, TITRES
from spaser.site.diagnostic.acteurs.acteurs_lus import read_fichier_acteurs
from spaser.site.diagnostic.acteurs.forms import FormActeur
from spaser.site.diagnostic.models import Acteur
from spaser.site.socle.formulaires import declare_champs
from tests.moteur.tables.fabrique import MONSTRES
from tests.site.organisations.fabrique import SIREN_VAL

RACINE = f"/espace/{SIREN_VAL}/acteurs/"
VALEURS = {
    "typologie": "agences",
    "role": RoleActeur.DECISION.value,
    "formes": [FormeSollicitation.COMITE.value],
    "siren": "001010016",
}


def test_every_field_is_a_column_and_every_column_is_kept():
    assert [c.nom for c in COLONNES] == [f.name for f in fields(acteurs.Acteur)]
    assert set(PAR_NOM) <= {champ.name for champ in Acteur._meta.get_fields()}


def test_no_title_names_two_columns():
    noms = [(fold_mots(nom), c.nom) for c in COLONNES for nom in (c.titre, *c.titres)]

    assert [(nom, find_colonne((*REUNIES, *COLONNES), nom)) for nom, _ in noms] == noms


@pytest.mark.django_db
def test_a_column_that_is_asked_is_shown_exported_and_read_back(client, organisation):
    demandees = [c for c in COLONNES if c.groupe]
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
    assert titres == TITRES
    for rang, ecrite in enumerate(ECRITES):
        declarees = [PAR_NOM[nom] for nom in ecrite.de or (ecrite.nom,)]
        morceaux = str(cellules[rang]).split(" :\n")
        for declaree, morceau in zip(declarees, morceaux, strict=True):
            if not declaree.groupe:
                continue
            assert morceau in fiche, declaree.nom
            assert not declaree.au_tableau or morceau in tableau, declaree.nom


def test_a_column_added_to_a_declaration_is_asked_and_read():
    modele_ = make_dataclass(
        "Suivi",
        [
            ("nom", str, colonne("Nom", nature=Nature.LIGNE)),
            ("avis", str, colonne("Avis", "", titres="appreciation|note", aide="En deux mots.")),
        ],
    )
    colonnes = list_colonnes(modele_)

    @declare_champs(colonnes, {}, texte_max=50)
    class Formulaire(DsfrBaseForm):
        nom = forms.CharField(label="Le nom")

    form = Formulaire({"nom": "CCI", "avis": "bon"})
    assert [champ.label for champ in form] == ["Le nom", "Avis"]
    assert form["avis"].help_text == "En deux mots."
    assert form.is_valid()


@pytest.mark.parametrize("format_", list(FormatClasseur))
def test_a_declared_column_is_read_under_any_of_its_titles(tmp_path, format_):
    modele_ = make_dataclass(
        "Suivi", [("nom", str, colonne("Nom")), ("avis", str, colonne("Avis", "", titres="note"))]
    )
    onglet = Onglet("Suivi", ("Note", "Nom", "Autre"), [("=1", "CCI", "x")])
    (tmp_path / "suivi").write_bytes(write_table([onglet], format_))

    feuilles = read_feuilles(tmp_path / "suivi")
    feuille = next(feuilles)
    tableau = find_tableau(feuille, list_colonnes(modele_), lambda rangs: "nom" in rangs)
    (rangee,) = tableau.list_rangees()

    assert rangee.valeurs == {"nom": "CCI", "avis": "=1"}
    assert [(r.lettre, r.titre, r.texte) for r in rangee.restes] == [("C", "Autre", "x")]
    assert [r.lieu for r in tableau.inconnus] == ["ligne 1, colonne C"]


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
