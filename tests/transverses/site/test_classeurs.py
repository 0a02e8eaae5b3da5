"""Every workbook that the site hands over, opened by other readers than ours.

A view that gives a workbook is found by its code: one more is checked the day it is written.
"""

import io
import re
from datetime import date
from inspect import getsource, unwrap
from math import ceil

import pytest
from django.db import transaction
from django.test import Client, override_settings
from odfdo import Document
from openpyxl import load_workbook

from spaser.documents.classeur import FormatClasseur
from spaser.regles.autodiagnostic import load_questionnaire, write_code
from tests.site.territoire import entrepot_fictif
from tests.transverses.arbre import RACINE
from tests.transverses.site.exemples import find_arguments, make_exemples
from tests.transverses.site.monde import make_monde
from tests.transverses.site.visites import REGLAGES
from tests.transverses.site.vues import list_vues

__all__ = ["entrepot_fictif"]
pytestmark = pytest.mark.django_db

CLASSEURS = (FormatClasseur.XLSX, FormatClasseur.ODS)
DONNE = re.compile(r"\b(?:reply_classeur|export_bilan|write_table)\(")
LIRE = "Lire ce classeur"
LARGEUR_MIN, LARGEUR_MAX, LARGEUR_LUE = 8, 48, 80
CODE = re.compile(r"[A-Z]{3,6}-(?:\d{2}|IN)")
CAMEL = re.compile(r"[a-z]+[A-Z]\w+")  # a field of the open data


def _ask(nom):
    """Return what an address wants so that there is something to hand over."""
    if nom == "chiffres:preuve_export":
        return {"code": "SOC-01", "annee": "2025", "expression": "nombre"}
    if nom == "diagnostic:export":
        questionnaire = load_questionnaire()
        niveaux = {question.code: 2 for question in questionnaire.questions}
        return {"code": write_code(questionnaire, niveaux)}
    return {}


@pytest.fixture(scope="module")
def exports(django_db_setup, django_db_blocker, entrepot_fictif):
    """Give each workbook, by its view and its kind; an answer that is none is given as text."""
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**REGLAGES, ENTREPOT=entrepot_fictif):
            donnes = dict(_visit_all())
        transaction.set_rollback(True)
    return donnes


def _visit_all():
    monde = make_monde()
    exemples = make_exemples(monde, monde.maison) | {"code": "SOC-01"}
    client = Client()
    for vue in list_vues():
        if not DONNE.search(getsource(unwrap(vue.callback))):
            continue
        lecteur = "moderation" if vue.portee == "site" else "administration"
        client.cookies["__Host-session"] = monde.person(lecteur).session
        for format_ in CLASSEURS:
            arguments = find_arguments(vue, exemples)
            arguments |= {nom: format_ for nom in ("classeur", "extension") if nom in arguments}
            demande = _ask(vue.nom) | {"format": format_}
            reponse = client.get(vue.address(arguments), demande, secure=True)
            if reponse["Content-Type"] == format_.mime:
                yield (vue.nom, format_), reponse.content
            else:
                yield (vue.nom, format_), f"{reponse.status_code} {reponse.get('Location', '')}"


@pytest.fixture(scope="module")
def classeurs(exports):
    """Give each workbook for Excel."""
    return {
        nom: load_workbook(io.BytesIO(contenu))
        for (nom, format_), contenu in exports.items()
        if format_ is FormatClasseur.XLSX
    }


@pytest.fixture(scope="module")
def documents(exports):
    """Give each open document."""
    return {
        nom: Document(io.BytesIO(contenu))
        for (nom, format_), contenu in exports.items()
        if format_ is FormatClasseur.ODS
    }


def _find_faults(classeurs, find):
    """Return what `find` finds wrong on each sheet, with its place."""
    return [
        f"{nom}, « {feuille.title} »: {faute}"
        for nom, classeur in classeurs.items()
        for feuille in classeur.worksheets
        for faute in find(feuille)
    ]


def _count_titres(feuille):
    return int(feuille.print_title_rows.rpartition("$")[2])


def _list_donnees(feuille):
    return list(feuille.iter_rows(min_row=_count_titres(feuille) + 1))


def test_every_view_that_gives_workbooks_gave_one(exports):
    assert {cle: rendu for cle, rendu in exports.items() if isinstance(rendu, str)} == {}
    assert len(exports) >= 32


def test_one_module_writes_workbooks():
    ecrivent = {
        str(chemin.relative_to(RACINE))
        for chemin in (RACINE / "spaser").rglob("*.py")
        if re.search(r"import Workbook|WriteOnlyCell|office:spreadsheet", chemin.read_text())
    }

    assert ecrivent == {"spaser/documents/xlsx.py", "spaser/documents/ods.py"}


def test_a_workbook_says_what_it_is_in_french(classeurs):
    for nom, classeur in classeurs.items():
        assert classeur.properties.title, nom
        assert classeur.properties.language == "fr-FR", nom
        assert classeur.sheetnames[0] == LIRE, nom
        assert classeur.active.title == classeur.sheetnames[1], nom
        assert classeur[LIRE]["B1"].value == classeur.properties.title, nom


def test_titles_are_styled_kept_in_sight_and_repeated(classeurs):
    def find(feuille):
        hauteur = _count_titres(feuille)
        for cellule in feuille[hauteur]:
            if not cellule.value:
                yield f"no title in {cellule.coordinate}"
            if not cellule.font.bold or cellule.fill.fill_type != "solid":
                yield f"{cellule.coordinate} has no style"
        if feuille.freeze_panes != f"A{hauteur + 1}":
            yield f"frozen at {feuille.freeze_panes}"

    assert _find_faults(classeurs, find) == []


def test_a_sheet_prints_on_a4_at_a_readable_size_with_its_number(classeurs):
    def find(feuille):
        page = feuille.page_setup
        if not feuille.sheet_properties.pageSetUpPr.fitToPage:
            yield "not fitted"
        largeur = sum(c.width for c in feuille.column_dimensions.values())
        pages = ceil(largeur / 260)  # side by side: on fewer, nobody could read them
        if (page.paperSize, page.fitToWidth, page.fitToHeight) != (9, pages, 0):
            yield f"page {page.paperSize}, {page.fitToWidth} × {page.fitToHeight}"
        if pages > 1 and feuille.print_title_cols != "$A:$A":
            yield "lines without a name on the second page"
        large = largeur > 95
        if page.orientation != ("landscape" if large else "portrait"):
            yield page.orientation
        if "&P" not in feuille.oddFooter.right.text or not feuille.oddHeader.left.text:
            yield "no number, or no title"

    assert _find_faults(classeurs, find) == []


def test_columns_have_a_width_and_data_a_filter(classeurs):
    def find(feuille):
        for cellule in feuille[_count_titres(feuille)]:
            largeur = feuille.column_dimensions[cellule.column_letter].width
            maximum = LARGEUR_LUE if feuille.max_column == 2 else LARGEUR_MAX
            if not LARGEUR_MIN <= largeur <= maximum:
                yield f"{cellule.coordinate}: {largeur}"
        fin = feuille.cell(feuille.max_row, feuille.max_column).coordinate
        zone = f"A{_count_titres(feuille)}:{fin}"
        if feuille.auto_filter.ref != (None if feuille.title == LIRE else zone):
            yield f"filter {feuille.auto_filter.ref}, not {zone}"

    assert _find_faults(classeurs, find) == []


def test_a_cell_shows_its_unit_and_runs_nothing(classeurs):
    def find(feuille):
        for ligne in _list_donnees(feuille):
            for cellule in ligne:
                valeur, format_ = cellule.value, cellule.number_format
                if cellule.data_type == "f":
                    yield f"{cellule.coordinate} runs"
                if isinstance(valeur, str) and not cellule.alignment.wrap_text:
                    yield f"{cellule.coordinate} is cut"
                if isinstance(valeur, int | float) and format_ == "General":
                    yield f"{cellule.coordinate} has no format"
                if isinstance(valeur, date) and format_ != "dd/mm/yyyy":
                    yield f"{cellule.coordinate}: {format_}"

    assert _find_faults(classeurs, find) == []


def test_no_code_stands_without_its_words(classeurs):
    def find(feuille):
        for ligne in _list_donnees(feuille):
            textes = [cellule.value for cellule in ligne]
            for rang, texte in enumerate(textes):
                seul = isinstance(texte, str) and (CODE.fullmatch(texte) or CAMEL.fullmatch(texte))
                suivant = textes[rang + 1] if rang + 1 < len(textes) else None
                if seul and (not isinstance(suivant, str) or CODE.fullmatch(suivant)):
                    yield f"{ligne[rang].coordinate}: {texte}"

    assert _find_faults(classeurs, find) == []


def test_amounts_and_shares_are_numbers_with_their_unit(classeurs):
    formats = {
        cellule.number_format
        for nom in ("chiffres:indicateurs_export", "chiffres:preuve_export")
        for feuille in classeurs[nom].worksheets
        for ligne in _list_donnees(feuille)
        for cellule in ligne
        if isinstance(cellule.value, float)
    }

    assert {'#,##0.00\\ "€"', "0.0\\ %"} <= formats


def test_open_documents_hold_the_same_sheets_and_titles(classeurs, documents):
    for nom, classeur in classeurs.items():
        tables = documents[nom].body.tables
        assert [table.name for table in tables] == classeur.sheetnames, nom
        for table, feuille in zip(tables, classeur.worksheets, strict=True):
            lus = [[cellule or None for cellule in ligne] for ligne in table.iter_values()]
            titres = [c.value for c in feuille[_count_titres(feuille)]]
            assert lus[_count_titres(feuille) - 1] == titres, (nom, table.name)
            assert len(lus) == feuille.max_row, (nom, table.name)


def test_open_documents_are_laid_out_as_the_others(classeurs, documents):
    for nom, document in documents.items():
        meta, styles = (_text(document, f"{partie}.xml") for partie in ("meta", "styles"))
        contenu, reglages = (_text(document, f"{partie}.xml") for partie in ("content", "settings"))
        feuilles = classeurs[nom].worksheets
        assert "<dc:language>fr-FR</dc:language>" in meta, nom
        assert "<dc:title></dc:title>" not in meta, nom
        assert re.findall(r'style:scale-to-X="(\d+)" style:scale-to-Y="0"', styles) == [
            str(f.page_setup.fitToWidth) for f in feuilles
        ], nom
        assert "<text:page-number>" in styles, nom
        assert contenu.count("<table:table-header-rows>") == len(feuilles), nom
        assert contenu.count("<table:database-range ") == len(feuilles) - 1, nom
        assert contenu.count("style:column-width") == sum(f.max_column for f in feuilles), nom
        assert re.findall(r'style:print-orientation="(\w+)"', styles) == [
            f.page_setup.orientation for f in feuilles
        ], nom
        assert reglages.count("VerticalSplitPosition") == len(feuilles), nom
        assert "table:formula" not in contenu, nom


def _text(document, partie):
    return document.get_part(partie).serialize().decode()
