"""Compressed open data: what is taken, what is refused, and in which words."""

import gzip
import io
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from spaser.moteur.envois import formats, parquet
from spaser.moteur.envois.formats import ErreurFichier, Format
from tests.site.socle.fichiers.depot import accept_fichier
from tests.site.socle.fichiers.fabrique import (
    make_docx,
    make_odt,
    make_zip,
    set_encrypted,
    upload,
)

pytestmark = pytest.mark.django_db

FORMATS = frozenset({Format.ZIP, Format.GZ, Format.PARQUET})
DECP = b'{"marches": {"marche": []}}'
BOMBE = bytes(130 << 20)


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def make_classeur(*parties):
    tampon = io.BytesIO()
    openpyxl.Workbook().save(tampon)
    with zipfile.ZipFile(tampon, "a") as archive:
        for nom in parties:
            archive.writestr(nom, "a")
    return tampon.getvalue()


def make_parquet(lignes=1):
    tampon = io.BytesIO()
    pq.write_table(pa.table({"uid": ["1"] * lignes, "montant": ["2"] * lignes}), tampon)
    return tampon.getvalue()


def number(cas):
    """Name cases by their place: compressed bytes hold the time, and workers must agree."""
    return [pytest.param(*valeurs, id=str(rang)) for rang, valeurs in enumerate(cas)]


def refuse(nom, contenu):
    with pytest.raises(ErreurFichier) as refus:
        accept_fichier(upload(nom, contenu), FORMATS)
    return str(refus.value)


@pytest.mark.parametrize(
    ("nom", "contenu"),
    number(
        [
            ("decp.zip", make_zip({"2024.json": DECP, "dossier/2025.xml": "<marches/>"})),
            ("decp.zip", make_zip({"vide.json": "", "notice.pdf": "%PDF-1.4", "a.json": DECP})),
            (
                "decp.zip",
                make_zip({"a.zip": make_zip({"b.json": DECP}), "b.json.gz": b"\x1f\x8b"[:0]}),
            ),
            (
                "decp.zip",
                make_zip({"note.odt": make_odt(), "note.docx": make_docx(), "a.json": DECP}),
            ),
            ("marches.zip", make_zip({"marches.xlsx": make_classeur()})),
            ("decp.json.gz", gzip.compress(DECP)),
            ("marches.xlsx.gz", gzip.compress(make_classeur())),
            ("decp.parquet", make_parquet()),
        ]
    ),
)
def test_an_honest_one_is_taken(nom, contenu):
    assert accept_fichier(upload(nom, contenu), FORMATS).nom == nom


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    number(
        [
            (
                make_classeur(),
                "est un classeur ou un document, pas une archive. Redonnez-lui sa vraie",
            ),
            (make_odt(), "est un classeur ou un document, pas une archive."),
            (gzip.compress(DECP), "n’est pas un ZIP : son contenu est un fichier GZ. Refaites"),
            (make_zip({}), "n’est pas un ZIP"),
            (make_zip({"dossier/": ""}), "ne peut pas être lu (archive vide). Refaites l’archive"),
            (make_zip({"a.json": DECP}, comment=b"MZ"), "contient autre chose à sa suite."),
            (make_zip({"a.json": DECP})[:-30], "est abîmé ou incomplet"),
            (make_zip({"b": "b"}) + make_zip({"a.json": DECP}), "a une structure inhabituelle."),
            (
                set_encrypted(make_zip({"a.json": DECP})),
                "« a.json », qui ne peut pas être lu (protégé",
            ),
            (make_zip({"../a.json": DECP}), "un emplacement hors de l’archive"),
            (make_zip({"a.json": BOMBE}), "« a.json », qui ne peut pas être lu (refusé"),
            (make_zip({"a.exe": "a"}), "« a.exe », qui pourrait s’exécuter"),
            (make_zip({"a.json": b"MZ\x90"}), "« a.json », qui pourrait s’exécuter"),
            (make_zip({"d/a.json": b"#!/bin/sh"}), "« d/a.json », qui pourrait s’exécuter"),
            (make_zip({"a.zip": make_zip({"b.sh": "b"})}), "« a.zip › b.sh », qui pourrait"),
            (
                make_zip({"a.zip": make_zip({"b.zip": make_zip({"c": "c"})})}),
                "« a.zip › b.zip », qui ne peut pas être lu (archive dans une archive",
            ),
            (
                make_zip({"m.xlsx": make_classeur("xl/vbaProject.bin")}),
                "« m.xlsx », qui contient des",
            ),
            (make_zip({"a.json.gz": gzip.compress(DECP)[:-4]}), "« a.json.gz », qui ne peut pas"),
        ]
    ),
)
def test_a_zip_that_hides_something_is_refused(contenu, attendu):
    assert attendu in refuse("decp.zip", contenu)


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    number(
        [
            (make_classeur(), "n’est pas un GZ : son contenu est une archive ZIP ou un document"),
            (DECP, "n’est pas un GZ : son contenu est autre chose. Refaites l’archive"),
            (
                gzip.compress(b"#!/bin/sh\nrm -rf /\n"),
                "contient un fichier qui pourrait s’exécuter",
            ),
            (gzip.compress(b"\x7fELF"), "Envoyez le fichier exporté par votre profil d’acheteur."),
            (gzip.compress(DECP)[:-6], "compression abîmée (il s’arrête avant la fin)"),
            (gzip.compress(DECP) + make_zip({"a": "a"}), "compression abîmée"),
            (gzip.compress(BOMBE), "démesurément grand"),
            (gzip.compress(make_zip({"a.exe": "a"})), "pourrait s’exécuter"),
        ]
    ),
)
def test_a_gz_that_hides_something_is_refused(contenu, attendu):
    assert attendu in refuse("decp.json.gz", contenu)


@pytest.mark.parametrize(
    ("contenu", "attendu"),
    number(
        [
            (b"uid,montant\n1,2\n", "n’est pas un PARQUET : son contenu est autre chose."),
            (make_parquet()[:-9], "est incomplet, ou contient autre chose à sa suite."),
            (make_parquet() + b"<script>", "est incomplet, ou contient autre chose à sa suite."),
            (make_parquet() + make_zip({"a": "a"}, comment=b"PAR1"), "une archive ZIP"),
            (b"PAR1" + bytes(50) + b"PAR1", "est abîmé, ou protégé par un mot de passe."),
        ]
    ),
)
def test_a_parquet_that_is_not_whole_is_refused(contenu, attendu):
    assert attendu in refuse("decp.parquet", contenu)


def test_a_name_that_would_run_once_unfolded_is_refused():
    assert "porte deux extensions, dont « .sh »" in refuse("decp.sh.gz", gzip.compress(DECP))


def test_what_is_unfolded_has_limits(monkeypatch):
    deux = make_zip({"a.json": b"a" * 3000, "b.json": b"b" * 3000})
    monkeypatch.setattr(formats, "DEPLIE", 4000)
    assert "« b.json », qui ne peut pas être lu (refusé" in refuse("decp.zip", deux)
    monkeypatch.setattr(formats, "DEPLIE", 6000)
    assert accept_fichier(upload("decp.zip", deux), FORMATS)
    monkeypatch.setattr(formats, "MEMBRES", 1)
    assert "contient plus de 1 fichiers." in refuse("decp.zip", deux)


@pytest.mark.parametrize("limite", ["_LIGNES", "_COLONNES", "_VALEURS", "DEPLIE"])
def test_a_table_too_large_is_refused(monkeypatch, limite):
    monkeypatch.setattr(parquet, limite, 1)

    assert "se déplie en un tableau démesuré. Découpez-le" in refuse("a.parquet", make_parquet(2))


def test_a_heavy_archive_is_to_be_cut():
    lourd = upload("decp.zip", make_zip({"a.json": DECP}))
    lourd.size = 21 << 20

    with pytest.raises(ErreurFichier, match="limite est de 20 Mo : découpez-le par année"):
        accept_fichier(lourd, FORMATS)
