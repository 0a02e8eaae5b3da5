"""Files made to fell who reads them, small as they come."""

import gzip
import io
import zipfile
import zlib

import pyarrow as pa
import pyarrow.parquet as pq

from spaser.moteur.envois.formats import Format
from tests.moteur.tables.fabrique import far_rows, make_ods, make_xlsx
from tests.site.socle.fichiers.fabrique import make_docx, make_odt, make_zip

MEGA = 1 << 20
_ENTITES = "<!ENTITY a 'aaaaaaaaaa'>" + "".join(
    f"<!ENTITY {nom} '{f'&{avant};' * 10}'>"
    for avant, nom in zip("abcdefgh", "bcdefghi", strict=True)
)


def make_lointain():
    """One cell in the last column on 3 000 rows."""
    return make_xlsx(far_rows(3000))


def make_meme_partie():
    """Four hundred sheets naming one part."""
    return make_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', parts=[1] * 400)


def make_entites(*, loin=False):
    """An open document whose text is a billion letters."""
    contenu = zipfile.ZipFile(io.BytesIO(make_ods("<table:table-row>&i;</table:table-row>")))
    xml = contenu.read("content.xml").decode()
    blancs = " " * 5000 if loin else ""
    mime = contenu.read("mimetype").decode()
    return make_zip(
        {
            "mimetype": mime,
            "content.xml": f"<?xml version='1.0'?>{blancs}<!DOCTYPE a [{_ENTITES}]>{xml}",
        }
    )


def make_dictionnaires(colonnes=20, lignes=1_000_000):
    """A table whose every cell is one long text, kept once a column."""
    rangs = pa.array([0] * lignes, pa.int32())
    colonne = pa.DictionaryArray.from_arrays(rangs, pa.array(["x" * 20_000]))
    tampon = io.BytesIO()
    table = pa.table({f"c{rang}": colonne for rang in range(colonnes)})
    pq.write_table(table, tampon, compression="zstd")
    return tampon.getvalue()


def _grow(contenu, partie, megas):
    """Return an archive with one more part, of so many megabytes of nothing."""
    tampon = io.BytesIO(contenu)
    with (
        zipfile.ZipFile(tampon, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open(partie, "w", force_zip64=True) as sortie,
    ):
        for _ in range(megas):
            sortie.write(bytes(MEGA))
    return tampon.getvalue()


def make_pdf_enroule():
    """A page whose objects are in a stream of a hundred megabytes of nothing."""
    flux = zlib.compress(bytes(100 * MEGA), 9)
    objets = [
        b"<</Type/Catalog/Pages 2 0 R/A 4 0 R>>",
        b"<</Type/Pages/Count 1000000/Kids[%s]>>" % (b"2 0 R " * 1000),
        b"<</Type/Page/Parent 2 0 R>>",
        b"<</Type/ObjStm/N 1000000/First 100/Filter/FlateDecode/Length %d>>stream\n%s\nendstream"
        % (len(flux), flux),
    ]
    corps, places = b"%PDF-1.7\n", []
    for numero, objet in enumerate(objets, start=1):
        places.append(len(corps))
        corps += b"%d 0 obj\n%s\nendobj\n" % (numero, objet)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return corps + (
        b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (table, len(corps))
    )


# What the control of files must refuse: its format, how to make it.
DOCUMENTS = {
    "entites": (Format.ODS, make_entites),
    "dictionnaires": (Format.PARQUET, lambda: make_dictionnaires(4)),
    "zip": (Format.ZIP, lambda: _grow(make_zip({}), "a.json", 110)),
    "gz": (Format.GZ, lambda: gzip.compress(bytes(110 * MEGA), 1)),
    "xlsx": (Format.XLSX, lambda: _grow(make_lointain(), "xl/media/a.bin", 20)),
    "docx": (Format.DOCX, lambda: _grow(make_docx(), "word/media/a.bin", 20)),
    "odt": (Format.ODT, lambda: _grow(make_odt(), "Pictures/a.bin", 20)),
    "pdf": (Format.PDF, make_pdf_enroule),
    "json profond": (Format.JSON, lambda: b"[" * 200_000),
    "docx profond": (Format.DOCX, lambda: make_docx({"word/b.xml": "<a>" * 100_000})),
}
