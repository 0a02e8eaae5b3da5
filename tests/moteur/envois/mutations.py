"""Files spoilt at random, from a seed: what comes from outside, at its worst.

`read_mutations` runs in a box: it reads one file after the other by the true readers, and tells
those that no reader foresaw.
"""

import gzip
import io
import json
import random
import tempfile
import time
import traceback
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from spaser.documents.document import verify_logo
from spaser.elements import ErreurSpaser
from spaser.moteur.contrats.lecture import preview
from spaser.moteur.depenses.lecture import Extrait, ReglagesExtraits
from spaser.moteur.envois.controle import check_envoi
from spaser.moteur.envois.formats import Format
from spaser.moteur.envois.lecture import is_decp, read_extrait
from spaser.moteur.tables.rangees import Cherchee, RechercheTable
from spaser.moteur.tables.tableaux import read_tableaux
from spaser.regles.format_spaser import read_envoi
from tests.moteur.tables.fabrique import make_ods, make_xlsx
from tests.outils.machine import allow
from tests.site.socle.fichiers.fabrique import make_docx, make_odt, make_pdf, make_zip

TABLEAU = RechercheTable(
    colonnes=(
        Cherchee("nom", "nom de la structure"),
        Cherchee("typologie", "typologie"),
        Cherchee("jour", "date", est_date=True),
    ),
    necessaires=frozenset({"nom"}),
    toutes=True,
    fusions=True,
    lignes_max=100,
    demesure="Ce classeur se déplie en un document démesuré : allégez-le.",
)
_JSON = json.dumps({"marches": {"marche": [{"id": "1", "objet": "Café", "montant": 12.5}]}})
_XML = "<?xml version='1.0'?><marches><marche><id>1</id><montant>12.5</montant></marche></marches>"
_CSV = "Nom de la structure;Typologie;Montant HT;Date\nCafé & Cie;Entreprise;1 234,50;12/03/2025\n"
_XLSX = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Montant HT</t></is></c>'
    '</row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>12.5</v></c></row>'
)
_TEXTES = "<si><t>Nom de la structure</t></si><si><t>Caf\u00e9</t></si>"
_ODS = (
    "<table:table-row><table:table-cell><text:p>Nom de la structure</text:p></table:table-cell>"
    "<table:table-cell><text:p>Montant HT</text:p></table:table-cell></table:table-row>"
    '<table:table-row table:number-rows-repeated="2"><table:table-cell><text:p>Caf<text:s '
    'text:c="2"/>é</text:p></table:table-cell><table:table-cell office:value-type="float" '
    'office:value="12.5" table:number-columns-repeated="2"/></table:table-row>'
)
# What breaks readers more often than chance.
_PIEGES = (
    b"",
    b"\0",
    b"\xff\xfe",
    b"&a;",
    b'<!DOCTYPE a [<!ENTITY a "b">]>',
    b"<!-- -->",
    b"<?a?>",
    b"-1",
    b"1e999",
    b"99999999999999999999",
    b"NaN",
    b"]]>",
    b'"',
    b"\xed\xa0\x80",
    b"[" * 3000,
    b"<a>" * 3000,
    b"A1:ZZZ",
)


def make_modeles():
    """Return a small sound file of each format."""
    parquet, image = io.BytesIO(), io.BytesIO()
    pq.write_table(pa.table({"id": ["1", "2"], "montant": [1.5, None]}), parquet)
    Image.new("RGB", (64, 64), "red").save(image, "PNG")
    return {
        Format.PDF.value: make_pdf(),
        Format.ODT.value: make_odt(),
        Format.DOCX.value: make_docx(),
        Format.JSON.value: _JSON.encode(),
        Format.XML.value: _XML.encode(),
        Format.CSV.value: _CSV.encode(),
        Format.XLSX.value: make_xlsx(_XLSX, textes=_TEXTES),
        Format.ODS.value: make_ods(_ODS),
        Format.PARQUET.value: parquet.getvalue(),
        Format.ZIP.value: make_zip({"a.json": _JSON, "b.xlsx": make_xlsx(_XLSX, textes=_TEXTES)}),
        Format.GZ.value: gzip.compress(_JSON.encode(), mtime=0),
        "png": image.getvalue(),
    }


def spoil(contenu, hasard):
    """Return a file spoilt; an archive may be sound around a spoilt part."""
    if contenu.startswith(b"PK") and hasard.random() < 0.75:
        return _spoil_partie(contenu, hasard)
    return _spoil_octets(contenu, hasard)


def _spoil_partie(contenu, hasard):
    tampon = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contenu)) as source, zipfile.ZipFile(tampon, "w") as cible:
        noms = source.namelist()
        visee = hasard.choice([nom for nom in noms if nom != "mimetype"])
        for nom in noms:
            partie = source.read(nom)
            cible.writestr(nom, _spoil_octets(partie, hasard) if nom == visee else partie)
    return tampon.getvalue()


def _spoil_octets(contenu, hasard):
    octets = bytearray(contenu)
    for _ in range(hasard.randint(1, 4)):
        debut = hasard.randrange(len(octets) + 1)
        fin = min(len(octets), debut + hasard.choice([0, 1, 4, 40]))
        match hasard.randrange(4):
            case 0:
                octets[debut:fin] = hasard.choice(_PIEGES)
            case 1:
                octets[debut:fin] = hasard.randbytes(fin - debut)
            case 2:
                octets[debut:debut] = octets[debut:fin] * hasard.choice([1, 50])
            case _:
                del octets[debut:fin]
    return bytes(octets[: hasard.randrange(len(octets) + 1)] if hasard.random() < 0.1 else octets)


def read_all(chemin: Path, nom: str) -> None:
    """Read a file by every reader that it may reach, as the site and its worker do."""
    octets = chemin.read_bytes()
    if nom == "png":
        _try(verify_logo, octets)
        return
    genre = Format(nom)
    _try(check_envoi, chemin, genre, False)
    _try(check_envoi, chemin, genre, True)
    if genre is Format.JSON:
        _try(read_envoi, octets)
    if genre in {Format.CSV, Format.XLSX, Format.ODS}:
        _try(read_tableaux, chemin, TABLEAU)
        _try(preview, chemin, None)
        extrait, sortie = Extrait("a", chemin), chemin.with_suffix(".lignes")
        _try(read_extrait, extrait, sortie, ReglagesExtraits(demander=True), lambda *_: None)
    if genre not in {Format.PDF, Format.ODT, Format.DOCX}:
        _try(is_decp, chemin, genre)


def _try(lire, *arguments):
    try:
        lire(*arguments)
    except ErreurSpaser as refus:
        if len(refus.message) < 12:
            raise ValueError(refus) from refus


def read_mutations(nom: str, graine: int, nombre: int) -> list[str]:
    """Return what no reader foresaw in so many spoilt files, with its seed and its place."""
    modele, surprises = make_modeles()[nom], []
    with tempfile.TemporaryDirectory() as dossier:
        for rang in range(graine, graine + nombre):
            contenu = spoil(modele, random.Random(f"{nom} {rang}"))  # noqa: S311 - to be drawn again
            chemin = Path(dossier) / f"envoi{rang}"
            chemin.write_bytes(contenu)
            depart = time.process_time()
            try:
                read_all(chemin, nom)
            except Exception:  # noqa: BLE001 - it is what is looked for
                surprises.append(f"{nom} {rang}: {traceback.format_exc(limit=-4)}")
            if (duree := time.process_time() - depart) > 3 and duree > allow(3):
                surprises.append(f"{nom} {rang}: {duree:.1f} seconds")
    return surprises
