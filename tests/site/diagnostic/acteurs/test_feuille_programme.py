"""The programme's own sheet, filled or not, and the sheets that people make of it."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from spaser.moteur.tables.modele import ErreurTable
from spaser.regles.acteurs import FormeSollicitation, RoleActeur
from spaser.site.diagnostic.models import Acteur, Importation
from spaser.site.diagnostic.models import ContenuActeur as Valeurs
from tests.regles.acteurs.fabrique import read_fichier_acteurs
from tests.site.organisations.fabrique import SIREN_VAL, texte

RACINE = f"/espace/{SIREN_VAL}/acteurs/"
TITRES = (
    "Typologie d'acteurs",
    "Nom de la structure",
    "Description",
    "Contact",
    "Commentaire",
    "Rôle et contribution pour mon SPASER ex : partage d'information, consultation, partenariat",
    "Forme et nature de la sollicitation ex: participation à un comité, atelier de travail...",
)
RESEAUX = "Têtes de réseaux économiques locales Ex : CMA, CCI, CRESS, CME, MEDEF, etc."
AGENCES = "Agences de développement économique Ex : Grand E-nov+, ADOCC, AD Normandie, etc."
VIDE = ("Fédérations professionnelles Ex : FFMAS, FNTP, FBMV, etc.",)
ETAPE_2 = ("Étape 2 : Définir les apports de chacun dans la construction du SPASER",)
REMPLIE = (
    (
        RESEAUX,
        "CRESS Fictive",
        "Réseau",
        "accueil",
        "",
        "Partenariat : relais",
        "Atelier de travail",
    ),
    (None, "CCI Fictive", "", "", "à voir", "Consultation", "Envoi de contenus ; une lettre"),
    (AGENCES,),
    (None, "ADE Fictive"),
    VIDE,
    ("thématiques",),
    ETAPE_2,
)


def make_classeur(*lignes, etapes=True, fusions=()):
    """Write the sheet as the programme hands it: a title, two steps, seven columns."""
    classeur = openpyxl.Workbook()
    feuille = classeur.active
    feuille.title = "Cartographie"
    feuille.append(["1. Identifier les acteurs clés pour construire et déployer votre SPASER"])
    feuille.merge_cells("A1:G1")
    feuille.append([])
    if etapes:
        feuille.append(["Étape 1 : Identifier les acteurs clés", *[None] * 4, *ETAPE_2])
        feuille.merge_cells("A3:E3")
        feuille.merge_cells("F3:G3")
    feuille.append(TITRES)
    for ligne in lignes:
        feuille.append(ligne)
    for fusion in fusions:
        feuille.merge_cells(fusion)
    return classeur


def save(classeur):
    tampon = io.BytesIO()
    classeur.save(tampon)
    return tampon.getvalue()


def read(tmp_path, contenu):
    fichier = tmp_path / "cartographie"
    fichier.write_bytes(contenu)
    return read_fichier_acteurs(fichier)


def send(client, contenu):
    envoi = SimpleUploadedFile("cartographie.xlsx", contenu)
    return texte(client.post(f"{RACINE}importer/", {"fichier": envoi}, follow=True))


@pytest.mark.parametrize("etapes", [True, False])
def test_the_sheet_of_the_programme_is_read_whole(tmp_path, etapes):
    lu = read(tmp_path, save(make_classeur(*REMPLIE, etapes=etapes)))

    assert [ligne.acteur for ligne in lu.lignes] == [
        Valeurs(
            nom="CRESS Fictive",
            typologie="tetes_de_reseaux",
            description="Réseau",
            contact="accueil",
            role=RoleActeur.PARTENARIAT,
            contribution="relais",
            formes=(FormeSollicitation.ATELIER,),
        ),
        Valeurs(
            nom="CCI Fictive",
            typologie="tetes_de_reseaux",
            commentaire="à voir",
            role=RoleActeur.CONSULTATION,
            formes=(FormeSollicitation.ENVOI,),
            nature="une lettre",
        ),
        Valeurs(nom="ADE Fictive", typologie="agences"),
    ]
    assert lu.inconnus == ()


def test_what_is_left_out_of_it_is_told_with_its_place(tmp_path):
    lu = read(tmp_path, save(make_classeur(*REMPLIE)))

    dites = [(r.ligne, r.colonne, r.probleme) for ligne in lu.lignes for r in ligne.remarques]
    assert dites == [
        (5, "colonne A", "Exemples laissés de côté : « CMA, CCI, CRESS, CME, MEDEF, etc. »."),
        (6, "colonne A", "Typologie reprise de la ligne 5."),
        (8, "colonne A", "Typologie reprise de la ligne 7."),
    ]
    titres = [(r.ligne, r.probleme) for r in lu.remarques]
    assert [ligne for ligne, _ in titres] == [7, 9, 10, 11]
    assert "Ses exemples ne sont pas importés comme acteurs : « Grand E-nov+" in titres[0][1]
    assert titres[3][1] == "Titre d’étape : aucun acteur sur cette ligne."


@pytest.mark.django_db
def test_it_is_imported_as_it_stands_and_leaves_in_the_same_form(client, organisation):
    page = send(client, save(make_classeur(*REMPLIE)))
    assert "feuille « Cartographie »" in page
    assert "Non importé (4)" in page
    recue = Importation.objects.get()
    adresse = f"{RACINE}importations/{recue.pk}/"
    client.post(adresse, {"empreinte": client.get(adresse).context["empreinte"]})
    avant = [acteur.read() for acteur in Acteur.objects.order_by("pk")]
    assert [a.nom for a in avant] == ["CRESS Fictive", "CCI Fictive", "ADE Fictive"]

    export = client.get(f"{RACINE}export.xlsx").content
    feuille = openpyxl.load_workbook(io.BytesIO(export)).active
    assert [feuille["A1"].value[:7], feuille["F1"].value[:7]] == ["Étape 1", "Étape 2"]
    assert {str(zone) for zone in feuille.merged_cells.ranges} >= {"A1:E1", "F1:G1"}
    prefixes = [titre.partition(" ex")[0].replace("'", "’") for titre in TITRES]
    assert [c.value for c in feuille[2]][:7] == prefixes

    send(client, export)
    (relue,) = Importation.objects.all()
    plan = client.get(f"{RACINE}importations/{relue.pk}/").context["plan"]
    assert [p.sort for p in plan.previsions] == ["identique"] * 3
    assert sorted(p.ligne.acteur.nom for p in plan.previsions) == sorted(a.nom for a in avant)
    assert plan.tableau.remarques == ()


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["programme", "modele"])
def test_a_sheet_left_as_it_was_is_refused_with_the_fix(client, organisation, source):
    lignes = ((RESEAUX,), (AGENCES,), VIDE, ("thématiques",), ETAPE_2)
    contenu = (
        save(make_classeur(*lignes))
        if source == "programme"
        else client.get(f"{RACINE}modele.xlsx").content
    )

    page = send(client, contenu)

    assert "exemples" in page
    assert "ne sont pas importés comme des acteurs" in page
    assert "Nom de la structure" in page
    assert not Importation.objects.exists()


def test_a_category_merged_over_rows_is_said_of_each(tmp_path):
    lignes = (("Fédérations", "FNTP Fictive"), (None, "FFB Fictive"), (None,), (None, "Isolée"))

    lu = read(tmp_path, save(make_classeur(*lignes, fusions=("A5:A7",))))

    assert [(ligne.acteur.nom, ligne.acteur.typologie) for ligne in lu.lignes] == [
        ("FNTP Fictive", "federations"),
        ("FFB Fictive", "federations"),
        ("Isolée", ""),
    ]


def test_a_hidden_sheet_is_not_read_and_that_is_told(tmp_path):
    classeur = make_classeur((RESEAUX, "CRESS Fictive"))
    cachee = classeur.create_sheet("Ancienne", 0)
    cachee.append(["Nom"])
    cachee.append(["Acteur caché"])
    cachee.sheet_state = "hidden"
    seconde = classeur.create_sheet("Suite")
    seconde.append(["Nom"])
    seconde.append(["Acteur de la suite"])

    lu = read(tmp_path, save(classeur))

    assert [ligne.acteur.nom for ligne in lu.lignes] == ["CRESS Fictive"]
    masquee, suite = [remarque.probleme for remarque in lu.remarques]
    assert "Feuille « Ancienne » : feuille masquée, non lue." in masquee
    assert "Feuille « Suite » : non lue : seule « Cartographie » l’est." in suite


@pytest.mark.parametrize("colonne", ["B", "C"])
def test_a_formula_without_a_result_is_told_with_its_place(tmp_path, colonne):
    classeur = make_classeur(("Agences", "ADE Fictive", "d"))
    classeur.active[f"{colonne}5"] = '=CONCATENATE("a","b")'

    (ligne,) = read(tmp_path, save(classeur)).lignes

    assert ligne.remarques[0].lieu == f"ligne 5, colonne {colonne}"
    assert "Formule sans résultat : « =CONCATENATE" in ligne.remarques[0].probleme
    assert "=CONCAT" not in f"{ligne.acteur}"
    assert ligne.est_nommee is (colonne == "C")


@pytest.mark.parametrize(
    ("prepare", "dit"),
    [
        (lambda c: c.active.delete_rows(1, 50), "Ce fichier est vide"),
        (
            lambda c: c.active.delete_rows(5),
            "Feuille « Cartographie » : il n’y a aucun acteur sous les titres",
        ),
        (
            lambda c: [c.active.append((None, f"Acteur {i}")) for i in range(10_000)],
            r"Feuille « Cartographie », ligne 5005 : le tableau dépasse 5000 lignes",
        ),
        (
            lambda c: c.active.delete_rows(4),
            "Feuille « Cartographie » : la colonne « Nom de la structure » manque",
        ),
    ],
    ids=["vide", "sans acteur", "dix mille lignes", "sans titres"],
)
@pytest.mark.django_db
def test_a_sheet_that_holds_no_table_names_its_place_and_the_fix(
    client, organisation, prepare, dit
):
    classeur = make_classeur()
    prepare(classeur)

    assert dit in send(client, save(classeur)).replace("\u00a0", " ").replace("\u202f", " ")
    assert not Importation.objects.exists()


def test_a_file_whose_sheets_are_all_hidden_is_refused(tmp_path):
    classeur = make_classeur((RESEAUX, "CRESS Fictive"))
    classeur.create_sheet("Vide")
    classeur["Cartographie"].sheet_state = "hidden"

    with pytest.raises(ErreurTable, match=r"« Cartographie » : feuille masquée, non lue\. Pour"):
        read(tmp_path, save(classeur))


ODS = "urn:oasis:names:tc:opendocument:xmlns"


def test_an_open_document_says_what_is_hidden_merged_or_in_error(tmp_path):
    xml = f"""<office:document-content xmlns:office="{ODS}:office:1.0"
      xmlns:table="{ODS}:table:1.0" xmlns:text="{ODS}:text:1.0" xmlns:style="{ODS}:style:1.0"
      xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
      <office:automatic-styles><style:style style:name="ta1" style:family="table">
      <style:table-properties table:display="false"/></style:style></office:automatic-styles>
      <office:body><office:spreadsheet>{_table("Cachée", "ta1", ("Nom",), ("Caché",))}
      {
        _table(
            "Vue",
            "ta2",
            ("Typologie", "Nom", "Contact"),
            ("Agences|2", "ADE", "a"),
            ("", "ADF", "#N/A!"),
        )
    }</office:spreadsheet></office:body></office:document-content>"""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("content.xml", xml)

    lu = read(tmp_path, tampon.getvalue())

    assert [(ligne.acteur.nom, ligne.acteur.typologie) for ligne in lu.lignes] == [
        ("ADE", "agences"),
        ("ADF", "agences"),
    ]
    assert "Feuille « Cachée » : feuille masquée" in lu.remarques[0].probleme
    assert lu.lignes[1].acteur.contact == ""
    assert lu.lignes[1].remarques[0].lieu == "ligne 3, colonne C"


def _table(nom, style, *lignes):
    rangees = "".join(f"<table:table-row>{''.join(map(_cell, ligne))}</table:table-row>"
                      for ligne in lignes)  # fmt: skip
    return f'<table:table table:name="{nom}" table:style-name="{style}">{rangees}</table:table>'


def _cell(texte):
    """Write a cell: « Agences|2 » covers two rows, « #N/A! » is an error."""
    dit, _, hauteur = texte.partition("|")
    genre = 'calcext:value-type="error"' if texte.startswith("#") else ""
    etendue = f'table:number-rows-spanned="{hauteur}"' if hauteur else ""
    return (
        f'<table:table-cell office:value-type="string" {genre} {etendue}>'
        f"<text:p>{dit}</text:p></table:table-cell>"
    )
