import csv
import io
import re
from datetime import date

import pytest

from spaser.contenus.lecture import schema_csv
from spaser.regles.fiche import SourcePublique
from spaser.site.api.fiches import write_cellule
from spaser.site.registre.premiers_contenus import load_reference
from tests.site.registre.fabrique import make_fiche

CHAMPS = schema_csv()["fields"]


def _lines(reponse, delimiter=";"):
    texte = reponse.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(texte, newline=""), delimiter=delimiter))


def _faults(champ, cellule):
    """Tell what a cell owes to the Table Schema and does not do."""
    contraintes = champ.get("constraints", {})
    if cellule == "":
        return ["required"] if contraintes.get("required") else []
    fautes = [] if _is_of_type(champ, cellule) else [champ["type"]]
    if "enum" in contraintes and cellule not in contraintes["enum"]:
        fautes.append("enum")
    if "pattern" in contraintes and not re.fullmatch(contraintes["pattern"], cellule):
        fautes.append("pattern")
    if "minimum" in contraintes and int(cellule) < contraintes["minimum"]:
        fautes.append("minimum")
    return fautes


def _is_of_type(champ, cellule):
    match champ["type"]:
        case "integer":
            return cellule.isascii() and cellule.isdigit()
        case "boolean":
            return cellule in (*champ["trueValues"], *champ["falseValues"])
        case "date":
            return date.fromisoformat(cellule) is not None
    return True


@pytest.mark.longue
@pytest.mark.longue
@pytest.mark.django_db
def test_the_whole_register_conforms_to_the_published_table(demande):
    load_reference()
    lignes = _lines(demande("fiches.csv"))
    fautes = [
        (ligne["structure"], champ["name"], faute)
        for ligne in lignes
        for champ in CHAMPS
        for faute in _faults(champ, ligne[champ["name"]])
    ]

    assert len(lignes) >= 52
    assert list(lignes[0]) == [champ["name"] for champ in CHAMPS]
    assert fautes == []
    assert len({ligne["numero"] for ligne in lignes}) == len(lignes)


@pytest.mark.django_db
def test_a_row_says_what_the_sheet_says(demande, bretagne):
    [ligne] = _lines(demande("fiches.csv?q=bretagne"))

    assert ligne["numero"] == str(bretagne.pk)
    assert ligne["structure"] == "Région Bretagne"
    assert ligne["statut"] == "echu"
    assert ligne["adopte_le"] == "2022-12"
    assert ligne["axes"] == "Achats équitables|Transition"
    assert ligne["mutualise"] == "non"
    assert ligne["siren"] == ""
    assert ligne["publiee_le"] == "2026-11-24"


@pytest.mark.django_db
def test_the_export_follows_the_search_and_its_order(demande, registre):
    lignes = _lines(demande("fiches.csv?region=53&tri=adoption"))

    assert [ligne["structure"] for ligne in lignes] == ["Région Bretagne", "Ille-et-Vilaine"]


@pytest.mark.django_db
def test_the_file_suits_a_french_spreadsheet_unless_asked_otherwise(demande, registre):
    usuel = demande("fiches.csv").getvalue()
    autre = demande("fiches.csv?separateur=virgule&bom=non")

    assert usuel.startswith("\ufeffnumero;adresse;".encode())
    assert autre.getvalue().startswith(b"numero,adresse,")
    assert len(_lines(demande("fiches.csv?separateur=virgule"), ",")) == 3
    assert autre["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(
        r'attachment; filename="registre-spaser-\d{4}-\d\d-\d\d\.csv"',
        autre["Content-Disposition"],
    )


@pytest.mark.django_db
def test_no_cell_is_a_formula(demande):
    make_fiche(
        '=HYPERLINK("https://exemple.fr")',
        axes=["+33", "x"],
        presentation="@SUM(A1)",
        titre="-2+3",
        sources=(SourcePublique(libelle="=cmd|' /C calc'!A0"),),
    )
    [ligne] = _lines(demande("fiches.csv"))

    assert ligne["structure"] == '\'=HYPERLINK("https://exemple.fr")'
    assert ligne["titre"] == "'-2+3"
    assert [nom for nom, cellule in ligne.items() if cellule[:1] in tuple("=+-@")] == []


@pytest.mark.parametrize(
    ("cellule", "texte"),
    [
        (None, ""),
        (True, "oui"),
        (False, "non"),
        (12, "12"),
        (date(2026, 11, 24), "2026-11-24"),
        ("texte", "texte"),
        ("=1+1", "'=1+1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a=1", "a=1"),
    ],
)
def test_a_cell_is_written(cellule, texte):
    assert write_cellule(cellule) == texte


@pytest.mark.django_db
def test_a_text_of_several_lines_and_separators_stays_one_cell(demande):
    make_fiche("Ville d’Essai", presentation='Un ; deux\n"trois", quatre')

    assert _lines(demande("fiches.csv"))[0]["presentation"] == 'Un ; deux\n"trois", quatre'
