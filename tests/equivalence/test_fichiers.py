"""A file is read whole: what differs is told, and two renderings of one input are equal."""

import gzip
import io
import re
import zipfile
from functools import lru_cache

import pyarrow as pa
import pyarrow.parquet
import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image

from spaser.documents.classeur import FormatClasseur, write_table
from spaser.documents.document import Lien, Paragraphe, Section, Texte
from spaser.documents.onglets import Euros, Onglet, Part
from spaser.documents.rendus.docx import write_docx
from spaser.documents.rendus.odt import write_odt
from spaser.documents.rendus.pdf import write_pdf
from spaser.documents.rendus.pptx import write_pptx
from tests.documents.rendus.exemples import COMPLET, make
from tests.equivalence.comparer import _diff
from tests.equivalence.fichiers import describe_fichier

ONGLET = Onglet("Suivi", ("Nom", "Montant", "Part"), [("Un mot", Euros(12.5), Part(0.25))])


def _write_excel():
    """Return a workbook that has all that ours may have, and more."""
    classeur = Workbook()
    feuille = classeur.active
    feuille.title = "Suivi"
    feuille.append(["Nom", "Montant"])
    feuille.append(["Un mot", 12.5])
    feuille["B2"].number_format = "0.00"
    feuille["A3"] = "=B2*2"
    feuille["A2"].comment = Comment("À relire", "Quelqu’un")
    feuille.merge_cells("A4:B4")
    feuille.column_dimensions["A"].width = 20
    choix = DataValidation(type="list", formula1='"oui,non"')
    choix.add("B2")
    feuille.add_data_validation(choix)
    feuille.protection.sheet = True
    classeur.defined_names["Total"] = DefinedName("Total", attr_text="Suivi!$B$2")
    return _save(classeur)


def _save(fichier):
    sortie = io.BytesIO()
    fichier.save(sortie)
    return sortie.getvalue()


@pytest.fixture(scope="module")
def fichiers():
    return {
        "docx": write_docx(COMPLET, sommaire=True),
        "odt": write_odt(COMPLET, sommaire=True),
        "pptx": write_pptx(COMPLET),
        "xlsx": _write_excel(),
        "ods": write_table([ONGLET], FormatClasseur.ODS),
        "zip": _pack({"lisez-moi.txt": b"Un mot\n", "table.csv": b"a;b\r\n1;2\r\n"}),
    }


def _unpack(contenu):
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        return {nom: archive.read(nom) for nom in archive.namelist()}


def _pack(entrees):
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        for nom, octets in entrees.items():
            archive.writestr(zipfile.ZipInfo(nom, (2001, 2, 3, 4, 5, 6)), octets)
    return sortie.getvalue()


def _change(contenu, partie, avant, apres):
    """Return a file with one thing changed in one of its parts."""
    entrees = _unpack(contenu)
    assert re.search(avant, entrees[partie].decode()), f"{avant} is not in {partie}"
    entrees[partie] = re.sub(avant, apres, entrees[partie].decode(), count=1).encode()
    return _pack(entrees)


_describe = lru_cache(describe_fichier)


def _list_changed(nom, avant, apres):
    """Return the first words of the lines that differ, then those that only the first has."""
    lignes = list(_diff(_describe(nom, avant), _describe(nom, apres)))
    perdues = [ligne[2:] for ligne in lignes if ligne.startswith("- ")]
    return sorted({ligne[2:].partition(" ")[0] for ligne in lignes}), perdues


DOCUMENT, CONTENU = "word/document.xml", "content.xml"
STYLES, CLASSEUR = "word/styles.xml", "xl/workbook.xml"
FEUILLE, DIAPO = "xl/worksheets/sheet1.xml", "ppt/slides/slide1.xml"
CHANGES = [
    ("docx", DOCUMENT, "Un mot ", "Un bruit ", ["docx.p"]),
    ("docx", DOCUMENT, "<w:b/>", "<w:i/>", ["docx.p"]),
    ("docx", DOCUMENT, r'w:val="Heading1"', 'w:val="Heading2"', ["docx.p"]),
    ("docx", DOCUMENT, r'(<w:numId w:val=")\d+', r"\g<1>1", ["docx.p"]),
    ("docx", DOCUMENT, r'w:name="mots"', 'w:name="maux"', ["docx.p"]),
    ("docx", DOCUMENT, r'w:anchor="partie_1"', 'w:anchor="partie_2"', ["docx.p"]),
    ("docx", DOCUMENT, "PAGEREF partie_1", "PAGEREF partie_2", ["docx.p"]),
    ("docx", DOCUMENT, "48,75 sur 100", "49 sur 100", ["docx.p"]),
    ("docx", DOCUMENT, "<w:tblHeader/>", "", ["docx.tr"]),
    ("docx", "word/_rels/document.xml.rels", "exemple.fr", "exemple.org", ["docx.p"]),
    ("docx", STYLES, r'(?s)(styleId="Title".*?w:sz w:val=")48', r"\g<1>46", ["docx.style"]),
    ("docx", "word/numbering.xml", '<w:lvlText w:val="', '<w:lvlText w:val="x', ["docx.lvl"]),
    ("docx", "word/footer1.xml", "Pied de page", "Pied de nez", ["docx.p"]),
    ("docx", "word/footer1.xml", "NUMPAGES", "PAGE", ["docx.p"]),
    ("docx", "word/footnotes.xml", "Une note", "Une autre note", ["docx.p"]),
    ("docx", "docProps/core.xml", "Schéma d’essai", "Schéma", ["docx.title"]),
    ("odt", CONTENU, "Un mot ", "Un bruit ", ["odt.p"]),
    ("odt", CONTENU, 'text:style-name="SpaserFort"', 'text:style-name="SpaserItalique"', ["odt.p"]),
    ("odt", CONTENU, "Heading_20_1", "Heading_20_2", ["odt.h"]),
    ("odt", CONTENU, '-start text:name="mots"', '-start text:name="maux"', ["odt.p"]),
    ("odt", CONTENU, "exemple.fr", "exemple.org", ["odt.p"]),
    ("odt", CONTENU, "#partie_1", "#partie_2", ["odt.p"]),
    ("odt", CONTENU, "48,75 sur 100", "49 sur 100", ["odt.p"]),
    ("odt", CONTENU, 'width="12.45', 'width="9.45', ["odt.apparence", "odt.table-column"]),
    ("odt", "styles.xml", 'fo:font-weight="bold"', 'fo:font-weight="normal"', ["odt.style"]),
    ("odt", "styles.xml", "Pied de page", "Pied de nez", ["odt.p"]),
    ("odt", "meta.xml", "Schéma d’essai", "Schéma", ["odt.meta"]),
    ("pptx", DIAPO, "Schéma d’essai", "Schéma", ["pptx.p"]),
    ("pptx", DIAPO, r'(?s)<p:sp>.*?<p:cNvPr id="\d+" name="', r"\g<0>x", ["pptx.sp"]),
    ("pptx", "docProps/core.xml", "Schéma d’essai", "Schéma", ["pptx.title"]),
    ("xlsx", FEUILLE, "<v>12.5</v>", "<v>13.5</v>", ["xlsx.c"]),
    ("xlsx", FEUILLE, r"B2\*2", "B2*3", ["xlsx.c"]),
    ("xlsx", FEUILLE, "Un mot", "Un bruit", ["xlsx.c"]),
    ("xlsx", FEUILLE, 'width="20"', 'width="21"', ["xlsx.col"]),
    ("xlsx", "xl/styles.xml", 'xf numFmtId="2"', 'xf numFmtId="1"', ["xlsx.apparence", "xlsx.c"]),
    ("xlsx", FEUILLE, "A4:B4", "A4:C4", ["xlsx.mergeCell"]),
    ("xlsx", FEUILLE, "oui,non", "oui,jamais", ["xlsx.dataValidation"]),
    ("xlsx", FEUILLE, 'sheet="1"', 'sheet="0"', ["xlsx.sheetProtection"]),
    ("xlsx", CLASSEUR, r"Suivi!\$B\$2", "Suivi!$B$3", ["xlsx.definedName"]),
    ("xlsx", CLASSEUR, 'name="Suivi" sh', 'name="Autre" sh', ["xlsx.c", "xlsx.sheet"]),
    ("xlsx", "xl/comments/comment1.xml", "À relire", "Relu", ["xlsx.comment"]),
    ("ods", CONTENU, "Un mot", "Un bruit", ["ods.table-cell"]),
    ("ods", CONTENU, 'office:value="12.5"', 'office:value="13.5"', ["ods.table-cell"]),
    ("ods", CONTENU, '"part" off', '"euros" off', ["ods.apparence", "ods.table-cell"]),
    ("ods", CONTENU, "column-width", "column-x-width", ["ods.apparence", "ods.table-column"]),
    ("ods", "styles.xml", "page-number>1", "page-number>2", ["ods.p"]),
    ("zip", "lisez-moi.txt", "Un mot", "Un bruit", ["texte"]),
    ("zip", "table.csv", "1;2", "1;3", ["csv"]),
    ("zip", "table.csv", "\r\n1;2\r\n", "\n1;2\n", ["csv.forme"]),
]  # fmt: skip


@pytest.mark.longue
def test_one_thing_that_differs_in_a_document_is_told_on_its_line(fichiers):
    autrement = {}
    for genre, partie, avant, apres, attendu in CHANGES:
        change = _change(fichiers[genre], partie, avant, apres)
        genres, _ = _list_changed(f"x.{genre}", fichiers[genre], change)
        if genres != attendu:
            autrement[genre, partie, avant] = genres

    assert autrement == {}


def test_what_differs_in_one_paragraph_is_one_line(fichiers):
    change = _change(fichiers["docx"], DOCUMENT, "Un mot ", "Un bruit ")

    _, perdues = _list_changed("x.docx", fichiers["docx"], change)

    (perdue,) = perdues
    assert perdue == (
        "docx.p · bookmarkStart(name=mots) «Un mot »{b }«fort»«, un »{i }«italique»"
        "hyperlink(id=hyperlink https://exemple.fr/page?a=1&b=2)"
        "[{color(37527a) u(single) }« et un lien»] "
        "{vertAlign(superscript) }footnoteReference(id=1) «.»bookmarkEnd(mots)"
    )


def test_numbers_that_nobody_sees_and_the_order_of_an_archive_make_no_difference(fichiers):
    for genre, contenu in fichiers.items():
        entrees = dict(reversed(_unpack(contenu).items()))
        entrees = {
            nom: re.sub(rb'"rId(\d+)"', rb'"rId9\1"', octets) if nom[-4:] in SUIVIES else octets
            for nom, octets in entrees.items()
        }
        if genre == "odt":
            entrees = _rename_styles(entrees)

        assert _list_changed(genre, contenu, _pack(entrees)) == ([], []), genre


SUIVIES = {".xml", "rels"}


def _rename_styles(entrees):
    """Number anew the looks that a program made, and the images."""
    image = next(nom for nom in entrees if nom.startswith("Pictures/"))
    autre = "Pictures/autre"
    for nom in ("content.xml", "META-INF/manifest.xml"):
        entrees[nom] = entrees[nom].replace(image.encode(), autre.encode())
    entrees[autre] = entrees.pop(image)
    entrees["content.xml"] = entrees["content.xml"].replace(b"SpaserTable1C0", b"co1")
    return entrees


def test_an_image_of_a_document_that_differs_is_told(fichiers):
    for genre in ("docx", "odt"):
        entrees = _unpack(fichiers[genre])
        image = next(nom for nom in entrees if nom.startswith(("word/media/", "Pictures/")))
        entrees[image] = _draw()

        genres, perdues = _list_changed(genre, fichiers[genre], _pack(entrees))

        assert genres == [f"{genre}.p"]
        assert len(perdues) == 1


def test_a_look_of_a_cell_is_told_in_short_then_whole(fichiers):
    lignes = describe_fichier("", fichiers["ods"])
    titre = next(ligne for ligne in lignes if " Suivi!A1 " in ligne)
    montant = next(ligne for ligne in lignes if " Suivi!B2 " in ligne)

    assert "{gras fond renvoi ~" in titre
    assert "{currency-style ~" in montant
    assert "value=12.5" in montant
    excel = "\n".join(describe_fichier("", write_table([ONGLET], FormatClasseur.XLSX)))
    assert " Suivi!A1 inlineStr «Nom» {«General» gras fond renvoi ~" in excel
    assert ' Suivi!B2 n 12.5 {«#,##0.00\\ "€"» ~' in excel


def test_a_phrase_that_cells_share_is_told_in_each(fichiers):
    entrees = _unpack(fichiers["xlsx"])
    entrees["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Un</t></si>'
        b"<si><r><rPr><b/></rPr><t>Deux</t></r><r><t> mots</t></r></si></sst>"
    )
    entrees[FEUILLE] = entrees[FEUILLE].replace(
        b't="inlineStr"><is><t>Nom</t></is>', b't="s"><v>1</v>'
    )

    excel = "\n".join(describe_fichier("", _pack(entrees)))

    assert " Suivi!A1 s {b }«Deux»« mots» {" in excel


def test_what_a_paragraph_stands_in_is_told(fichiers):
    puce, fin = "(<text:p[^>]*>a</text:p>)", "</text:list-item>"
    change = _change(fichiers["odt"], CONTENU, puce + fin, rf"{fin}\1")

    assert _list_changed("x.odt", fichiers["odt"], change)[0] == ["odt.p"]


def _draw(couleur=0):
    return _save_image(Image.new("L", (3, 2), couleur))


def _save_image(image):
    sortie = io.BytesIO()
    image.save(sortie, "PNG")
    return sortie.getvalue()


def _write_parquet(*valeurs):
    sortie = io.BytesIO()
    pa.parquet.write_table(pa.table({"nom": list(valeurs), "rang": [1, 2]}), sortie)
    return sortie.getvalue()


ICS = b"BEGIN:VCALENDAR\r\nSUMMARY:Un mot\r\nEND:VCALENDAR\r\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><g b="1" a="2"/><text>Un mot</text></svg>'
TEXTES = [
    ("", b'{"a": 1, "b": [1, 2]}', b'{"a": 1, "b": [1, 3]}', ["json"]),
    ("", b'{"a":1,"b":[1,2]}\n', b'{"a":1.0,"b":[1,2]}\n', ["json"]),
    ("", b'{"a": 1, "b": 2}', b'{"b": 2, "a": 1}', ["json"]),
    ("", b'{"a": 1, "b": 2}', b'{"a":1,"b":2}', ["json", "json.forme"]),
    ("", b'{\n "a": 1,\n "b": 2\n}', b'{\n "a": 1,\n "b": 3\n}', ["json"]),
    ("", b'{\n "a": 1,\n "b": 2\n}', b'{\n  "a": 1,\n  "b": 2\n}', ["json.forme"]),
    ("", b"[1, [2\n ]]", b"[1,[2\n ]]", ["json.forme"]),
    ("", b'{"a": 1}\n{"a": 2}\n', b'{"a": 1}\n{"a": 3}\n', ["json"]),
    ("", b"nom;part\r\na;1\r\n", b"nom;part\r\na;2\r\n", ["csv"]),
    ("x.csv", b"nom;part\na;1\n", b"\xef\xbb\xbfnom;part\na;1\n", ["csv.forme"]),
    ("x.csv", b"nom;part\na;1\n", b"nom;part\na;1", ["csv", "csv.forme"]),
    ("", ICS, ICS.replace(b"mot", b"bruit"), ["ics"]),
    ("", SVG, SVG.replace(b"mot", b"bruit"), ["xml"]),
    ("", SVG, SVG.replace(b'b="1" a="2"', b'a="2"   b="1"'), []),
    ("", b"<html><p>Un mot</p></html>", b"<html><p>Un bruit</p></html>", ["html"]),
    ("", b"<mal <form\xc3\xa9", b"<mal <forme", ["xml"]),
    ("", b"Un mot", "Un mót".encode(), ["texte"]),
    ("", "été".encode("cp1252"), "été".encode(), ["texte.forme"]),
    ("", _draw(), _draw(1), ["image"]),
    ("", gzip.compress(b"Un mot", mtime=1), gzip.compress(b"Un mot", mtime=2), []),
    ("", gzip.compress(b"Un mot"), gzip.compress(b"Un bruit"), ["texte"]),
    ("", _write_parquet("a", "b"), _write_parquet("a", "c"), ["parquet.ligne"]),
    ("", _write_parquet("a", "b"), _write_parquet(1, 2), ["parquet.champ", "parquet.ligne"]),
    ("", b"\0\1", b"\0\2", ["octets"]),
    ("", b"PK\x03\x04 cass\xc3\xa9", b"PK\x03\x04 autre", ["octets"]),
]


def test_one_thing_that_differs_in_another_file_is_told_on_its_line():
    autrement = {
        (nom, avant[:30], apres[:30]): genres
        for nom, avant, apres, attendu in TEXTES
        if (genres := _list_changed(nom, avant, apres)[0]) != attendu
    }

    assert autrement == {}


def test_json_on_one_line_is_told_a_value_a_line():
    assert describe_fichier("", b'{"a": [1, {}], "b": "x, {y}"}') == [
        "json.forme utf-8 sans fin ' '",
        "json {",
        'json   "a": [',
        "json     1",
        "json     {",
        "json     }",
        "json   ]",
        'json   "b": "x, {y}"',
        "json }",
    ]


def test_records_of_json_are_told_one_after_the_other():
    lignes = describe_fichier("", b'{"a":[]}\n{"a":2}\n')

    assert lignes == [
        r"json.forme utf-8 lf '\n'",
        *("json {", 'json   "a":[', "json   ]", "json }", "json {", 'json   "a":2', "json }"),
    ]


def _write_printed(mot="mot", adresse="https://exemple.fr", titre="Agir", **reste):
    contenu = (Texte(f"Un {mot} et "), Lien("un lien", adresse))
    return write_pdf(make(sections=(Section(titre, (Paragraphe(contenu),)),), **reste))


def test_a_pdf_is_read_page_by_page():
    avant = _write_printed()
    lignes = describe_fichier("", avant)

    assert "pdf.langue fr-FR" in lignes
    assert "pdf.balisé True" in lignes
    assert "pdf.plan Agir → 1" in lignes
    assert "pdf.texte 1 Un mot et un lien" in lignes
    assert "pdf.norme part 2" in lignes
    assert lignes == describe_fichier("", _write_printed())
    for change, attendu in (
        (_write_printed(mot="bruit"), "pdf.texte"),
        (_write_printed(adresse="https://exemple.org"), "pdf.lien"),
        (_write_printed(titre="Faire"), "pdf.plan"),
    ):
        assert attendu in _list_changed("", avant, change)[0]
    plan = _list_changed("", avant, _write_printed(adresse="https://exemple.org"))[0]
    assert plan == ["pdf.lien"]
