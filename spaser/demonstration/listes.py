"""The lists of approved firms that go with the fictitious territory."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from spaser.demonstration.territoire import FournisseurFictif

_MOMENT: Final = (2026, 1, 1, 0, 0, 0)  # a workbook's parts are dated: always the same day

_ENTETE_ESUS: Final = (
    "Dénomination", "SIREN", "Région", "Date de décision d'agrément", "Date de fin d'agrément",
)  # fmt: skip

_TYPES: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
<Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType=\
"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>\
<Override PartName="/xl/worksheets/sheet1.xml" ContentType=\
"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_LIENS: Final = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/\
relationships/{sorte}" Target="{cible}"/></Relationships>"""
_CLASSEUR: Final = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" \
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">\
<sheets><sheet name="{nom}" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_FEUILLE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">\
<sheetData>{lignes}</sheetData></worksheet>"""


def build_esus(fournisseurs: Sequence[FournisseurFictif]) -> bytes:
    """Return the workbook of the ESUS: a title, a header, a row a firm."""
    lignes: list[Sequence[str]] = [
        ("Liste fictive des entreprises solidaires d'utilité sociale (ESUS)",),
        _ENTETE_ESUS,
    ]
    esus = [f for f in fournisseurs if f.famille == "esus"]
    lignes += [(f.nom, f.siren, "Val-Fictif", "15/03/2022", "14/03/2027") for f in esus]
    return _build_classeur("ESUS", lignes)


def build_inclusion(fournisseurs: Sequence[FournisseurFictif]) -> str:
    """Return the CSV of the inclusive structures."""
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\n")
    plume.writerow(("siret", "raison sociale", "type de structure"))
    plume.writerows((f.siret, f.nom, f.sorte) for f in fournisseurs if f.sorte)
    return tampon.getvalue()


def _build_classeur(nom: str, lignes: Sequence[Sequence[str]]) -> bytes:
    """Return the smallest workbook that opens everywhere, the same byte for byte each time."""
    rangs = "".join(f"<row>{''.join(_cellule(texte) for texte in ligne)}</row>" for ligne in lignes)
    parties = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _LIENS.format(sorte="officeDocument", cible="xl/workbook.xml"),
        "xl/workbook.xml": _CLASSEUR.format(nom=escape(nom)),
        "xl/_rels/workbook.xml.rels": _LIENS.format(
            sorte="worksheet", cible="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": _FEUILLE.format(lignes=rangs),
    }
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for chemin, contenu in parties.items():
            archive.writestr(zipfile.ZipInfo(chemin, _MOMENT), contenu)
    return tampon.getvalue()


def _cellule(texte: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(texte)}</t></is></c>'
