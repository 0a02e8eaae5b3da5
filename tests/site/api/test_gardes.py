"""Whole exports, kept by state of the register and served as files."""

import gzip
from threading import Thread

import pytest

from spaser.site.api import enveloppe
from spaser.site.api import fiches as operations
from spaser.site.api.enveloppe import read_plage
from tests.site.registre.fabrique import make_fiche

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def dossier(settings, tmp_path):
    settings.DOSSIER = tmp_path
    return tmp_path / "exports"


@pytest.fixture
def faites(monkeypatch):
    """The times that rows were read of the base."""
    lues = []
    vraie = operations.read_whole
    monkeypatch.setattr(operations, "read_whole", lambda n: lues.append(1) or vraie(n))
    return lues


@pytest.mark.parametrize("adresse", ["fiches.csv", "fiches.json", "fiches.jsonl", "fiches.geojson"])
def test_an_export_is_the_same_composed_kept_or_compressed(demande, registre, adresse):
    composee = demande(f"{adresse}?tri=nom").getvalue()
    premiere, seconde = demande(adresse), demande(adresse)
    reduite = demande(adresse, headers={"accept-encoding": "br, gzip"})

    assert premiere.getvalue() == seconde.getvalue() == composee
    assert premiere["Content-Length"] == str(len(composee))
    assert reduite["Content-Encoding"] == "gzip"
    assert gzip.decompress(reduite.getvalue()) == composee
    assert reduite["ETag"] == f"W/{premiere['ETag']}"
    encore = demande(adresse, headers={"accept-encoding": "gzip", "if-none-match": reduite["ETag"]})
    assert encore.status_code == 304


def test_it_is_made_once_a_state_of_the_register(demande, registre, faites, dossier):
    for _ in range(3):
        demande("fiches.jsonl").getvalue()
    demande("fiches.jsonl", headers={"accept-encoding": "gzip"}).getvalue()
    assert len(faites) == 1
    assert dossier.stat().st_mode & 0o777 == 0o700

    make_fiche("Ville d’Essai")
    assert "Ville d’Essai" in demande("fiches.jsonl").getvalue().decode()
    assert len(faites) == 2
    assert len([c for c in dossier.iterdir() if c.name.endswith(".jsonl")]) == 1


def test_each_way_of_writing_has_its_file(demande, registre):
    virgule = demande("fiches.csv?separateur=virgule&bom=non").getvalue().decode()

    assert virgule.splitlines()[0].count(",") > 10
    assert demande("fiches.csv").getvalue().decode().splitlines()[0].count(";") > 10


def test_a_register_that_changes_meanwhile_is_not_kept_under_its_former_name(
    demande, registre, monkeypatch
):
    vraie = operations.write_jsonl

    def write(*arguments):
        make_fiche("Ville d’Essai")
        yield from vraie(*arguments)

    monkeypatch.setattr(operations, "write_jsonl", write)
    demande("fiches.jsonl").getvalue()
    monkeypatch.setattr(operations, "write_jsonl", vraie)

    assert "Ville d’Essai" in demande("fiches.jsonl").getvalue().decode()


def test_two_who_ask_at_once_wait_for_one_file(dossier, monkeypatch):
    faits = []
    monkeypatch.setattr(enveloppe, "_name_etat", lambda: "etat")

    def write():
        faits.append(1)
        yield "x"

    fils = [Thread(target=lambda: enveloppe._open(".jsonl", "", write).close()) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()

    assert len(faits) == 1


def test_a_state_that_changes_while_a_file_is_opened_or_sent_takes_nothing_away(
    demande, registre, dossier, monkeypatch
):
    entier = demande("fiches.csv").getvalue()
    partie = demande("fiches.csv", headers={"range": "bytes=100-"})
    reduite = demande("fiches.csv", headers={"accept-encoding": "gzip"})
    orphelin = dossier / ".tué"
    orphelin.mkdir()
    (orphelin / "entier").write_text("à moitié")
    vrai = enveloppe._locate

    def sweep_then_locate(nom, suffixe=""):
        """Let another process make the next state between the name of a file and its opening."""
        monkeypatch.setattr(enveloppe, "_locate", vrai)
        chemin = vrai(nom, suffixe)
        make_fiche("Ville d’Essai")
        demande("fiches.csv").getvalue()
        return chemin

    monkeypatch.setattr(enveloppe, "_locate", sweep_then_locate)
    assert "Ville d’Essai" in demande("fiches.csv").getvalue().decode()
    assert partie.getvalue() == entier[100:]
    assert gzip.decompress(reduite.getvalue()) == entier
    assert not orphelin.exists()


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("bytes=0-9", (0, 9)),
        ("bytes=90-", (90, 99)),
        ("bytes=90-500", (90, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-500", (0, 99)),
        ("bytes=100-", (100, 99)),
        ("bytes=-0", None),
        ("bytes=9-0", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        (f"bytes={'9' * 5000}-", None),
        (f"bytes=-{'9' * 5000}", None),
        (f"bytes=0-{'9' * 5000}", None),
        ("bytes=٣-", None),
        ("lignes=0-1", None),
        ("", None),
    ],
)
def test_the_part_asked_for(texte, attendu):
    assert read_plage(texte, 100) == attendu


def test_a_download_goes_on_where_it_was_cut(demande, registre):
    entier = demande("fiches.csv")
    octets, taille = entier.getvalue(), int(entier["Content-Length"])
    suite = demande("fiches.csv", headers={"range": "bytes=100-", "if-range": entier["ETag"]})
    assert (suite.status_code, suite.getvalue()) == (206, octets[100:])
    assert suite["Content-Range"] == f"bytes 100-{taille - 1}/{taille}"
    assert suite["Content-Length"] == str(taille - 100)
    assert suite["ETag"] == entier["ETag"]

    autre = demande("fiches.csv", headers={"range": "bytes=100-", "if-range": '"autre"'})
    assert (autre.status_code, autre.getvalue()) == (200, octets)
    dela = demande("fiches.csv", headers={"range": f"bytes={taille}-"})
    assert (dela.status_code, dela["Content-Range"]) == (416, f"bytes */{taille}")
