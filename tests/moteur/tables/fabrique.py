"""Workbooks written by us, as small as they can be, honest or built to hurt."""

import io
import zipfile

_PRINCIPAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LIENS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PAQUET = "http://schemas.openxmlformats.org/package/2006/relationships"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>'
)


def make_xlsx(*feuilles, parts=None, textes=None):
    """Return a workbook of these rows of XML; `parts` names the part of each sheet."""
    parts = parts or range(1, len(feuilles) + 1)
    onglets = "".join(
        f'<sheet name="F{rang}" sheetId="{rang}" r:id="r{part}"/>'
        for rang, part in enumerate(parts, start=1)
    )
    membres = {
        "[Content_Types].xml": _TYPES,
        "xl/workbook.xml": f'<workbook xmlns="{_PRINCIPAL}" xmlns:r="{_LIENS}">'
        f"<sheets>{onglets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PAQUET}">'
        + "".join(
            f'<Relationship Id="r{rang}" Type="{_LIENS}/worksheet" Target="f{rang}.xml"/>'
            for rang in range(1, len(feuilles) + 1)
        )
        + "</Relationships>",
    }
    for rang, rangees in enumerate(feuilles, start=1):
        membres[f"xl/f{rang}.xml"] = (
            f'<worksheet xmlns="{_PRINCIPAL}"><sheetData>{rangees}</sheetData></worksheet>'
        )
    if textes is not None:
        membres["xl/sharedStrings.xml"] = f'<sst xmlns="{_PRINCIPAL}">{textes}</sst>'
    return zip_membres(membres)


def make_ods(*feuilles):
    """Return an open document of these rows of XML."""
    tables = "".join(
        f'<table:table table:name="F{rang}">{rangees}</table:table>'
        for rang, rangees in enumerate(feuilles, start=1)
    )
    contenu = (
        f'<office:document-content xmlns:office="{_OASIS}:office:1.0" '
        f'xmlns:table="{_OASIS}:table:1.0" xmlns:text="{_OASIS}:text:1.0"><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    return zip_membres({"mimetype": mime, "content.xml": contenu})


def zip_membres(membres):
    """Return an archive of these parts."""
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for nom, texte in membres.items():
            archive.writestr(nom, texte)
    return tampon.getvalue()


def far_rows(nombre, colonne="XFD"):
    """Return rows whose only cell stands far on the right."""
    return "".join(
        f'<row r="{r}"><c r="{colonne}{r}"><v>1</v></c></row>' for r in range(1, nombre + 1)
    )


def plain_rows(nombre, largeur=3):
    """Return rows of small numbers."""
    ligne = f"<row>{'<c><v>1</v></c>' * largeur}</row>"
    return ligne * nombre


# Small files that would take gigabytes of whoever laid them out whole.
MONSTRES = {
    "cellules lointaines": make_xlsx(far_rows(3_000)),
    "une partie pour mille feuilles": make_xlsx(plain_rows(3_000), parts=[1] * 1_000),
    "trop de feuilles": make_xlsx(*["<row/>"] * 300),
    "ligne sans fin": make_xlsx(f"<row>{'<c><v>1</v></c>' * 300_000}</row>"),
    "meme case sans fin": make_xlsx(f"<row>{'<c r="A1"><v>1</v></c>' * 300_000}</row>"),
    "textes partages": make_xlsx("<row/>", textes="<si><t>aa</t></si>" * 500_000),
    "ods, cellules lointaines": make_ods(
        '<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
        '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>' * 3_000
    ),
    "ods, ligne repetee": make_ods(
        '<table:table-row table:number-rows-repeated="900000000"><table:table-cell '
        'table:number-columns-repeated="900" office:value-type="float" office:value="1"/>'
        "</table:table-row>"
    ),
    "ods, ligne sans fin": make_ods(
        "<table:table-row>" + "<table:table-cell/>" * 600_000 + "</table:table-row>"
    ),
    "ods, blancs sans fin": make_ods(
        '<table:table-row><table:table-cell office:value-type="string"><text:p>'
        + '<text:s text:c="1024"/>' * 50_000
        + "</text:p></table:table-cell></table:table-row>"
    ),
    "csv, ligne sans fin": b";" * 400_000 + b"a",
}
