"""Tables are told by what is inside: a text, or an honest archive."""

import io
import zipfile

import openpyxl
import pytest

from spaser.moteur.envois.controle import check_bureau, check_donnees
from spaser.moteur.envois.formats import Defaut, Format

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
TYPES = f'<Types><Override ContentType="{XLSX}.main+xml"/></Types>'


def _zip(**parties):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in parties.items():
            archive.writestr(nom, contenu)
    tampon.seek(0)
    return tampon


def _xlsx(types=TYPES, **autres):
    return _zip(**{"[Content_Types].xml": types, "xl/workbook.xml": "<workbook/>"} | autres)


@pytest.mark.parametrize(
    "contenu", [b"a;b\r\n1;2\r\n", "é;à".encode("cp1252"), "a;b".encode("utf-16")]
)
def test_a_text_is_taken(contenu):
    check_donnees(contenu, Format.CSV)


@pytest.mark.parametrize(
    ("contenu", "probleme"),
    [
        (b"PK\x03\x04", "une archive ZIP"),
        (b"<html><body>", "une page web"),
        (b"a;b\0c", "n’est pas un CSV"),
        (b"\xd0\xcf\x11\xe0", "ancienne version"),
    ],
)
def test_what_is_no_text_is_refused(contenu, probleme):
    with pytest.raises(Defaut, match=probleme):
        check_donnees(contenu, Format.CSV)


def test_a_workbook_of_openpyxl_is_taken():
    tampon = io.BytesIO()
    openpyxl.Workbook().save(tampon)

    check_bureau(tampon, Format.XLSX)


@pytest.mark.parametrize(
    ("archive", "probleme"),
    [
        (_xlsx("<Types>macroEnabled</Types>"), "macros"),
        (_xlsx("<Types/>"), "n’est pas un classeur Excel"),
        (_xlsx(**{"xl/vbaProject.bin": b"x"}), "macros"),
        (_xlsx(**{"xl/a.xml": "<!DOCTYPE x [<!ENTITY e 'e'>]><x/>"}), "entités"),
        (_xlsx(**{"../x.xml": "<x/>"}), "inhabituelle"),
        (_zip(**{"[Content_Types].xml": TYPES}), "incomplet"),
        (_zip(**{"marches.csv": "a;b"}), "est une archive ZIP dont seul le nom a changé"),
        (io.BytesIO(b"PK\x03\x04 coupe"), "incomplet"),
    ],
)
def test_a_workbook_that_hides_something_is_refused(archive, probleme):
    with pytest.raises(Defaut, match=r".*") as capture:
        check_bureau(archive, Format.XLSX)

    assert probleme in capture.value.probleme


def test_an_open_document_is_told_by_its_type():
    check_bureau(_zip(mimetype=ODS, **{"content.xml": "<x/>"}), Format.ODS)
    with pytest.raises(Defaut, match="OpenDocument"):
        check_bureau(_zip(mimetype="autre", **{"content.xml": "<x/>"}), Format.ODS)
