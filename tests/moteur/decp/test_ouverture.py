import gzip
import hashlib
import io
import os
import stat
import threading
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spaser.elements import ErreurSpaser
from spaser.moteur.decp import archives, ouverture
from spaser.moteur.decp.archives import Archives
from spaser.moteur.decp.ouverture import EntreeIntrouvable, EntreeMuette, empreinte, open_entrees
from spaser.moteur.valeurs import Ignore, Piece

MARCHES = b'{"marches":[]}'


@pytest.fixture
def travail(tmp_path):
    dossier = tmp_path / "travail"
    dossier.mkdir()
    return dossier


@pytest.fixture
def ouvrir(tmp_path, travail):
    """Open entries: what they hold by name, contents of files or reasons."""

    def _ouvrir(*entrees):
        return {
            t.nom: t.raison if isinstance(t, Ignore) else Path(t.chemin).read_bytes()
            for t in open_entrees([e if e == "-" else tmp_path / e for e in entrees], travail)
        }

    return _ouvrir


def _zip(membres, **options):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for nom, contenu in membres.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


# --- files and folders


def test_a_file_is_given_where_it_is(tmp_path, travail):
    fichier = tmp_path / "marchés 2024.json"
    fichier.write_bytes(MARCHES)

    assert list(open_entrees([str(fichier)], travail)) == [
        Piece("marchés 2024.json", str(fichier), len(MARCHES))
    ]


def test_a_folder_is_read_to_the_bottom_in_order(tmp_path, ouvrir):
    for nom in ("b/2.json", "b/1.json", "a.json", "b/c/3.json"):
        (tmp_path / "depot" / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "depot" / nom).write_bytes(nom.encode())

    noms = list(ouvrir("depot"))

    assert noms == ["depot/a.json", "depot/b/1.json", "depot/b/2.json", "depot/b/c/3.json"]


def test_several_entries_come_in_the_order_given(tmp_path, ouvrir):
    for nom in ("b.json", "a.json"):
        (tmp_path / nom).write_bytes(MARCHES)

    assert list(ouvrir("b.json", "a.json")) == ["b.json", "a.json"]


def test_a_missing_file_is_told_before_anything_is_read(tmp_path, travail):
    with pytest.raises(EntreeIntrouvable, match=r"« .*absent\.json » n’existe pas") as erreur:
        open_entrees([tmp_path, tmp_path / "absent.json"], travail)

    assert isinstance(erreur.value, ErreurSpaser)
    assert erreur.value.conseil


def test_an_empty_file_is_set_aside(tmp_path, ouvrir):
    (tmp_path / "vide.json").touch()

    assert ouvrir("vide.json") == {"vide.json": "fichier vide"}


def test_what_is_no_plain_file_is_set_aside(tmp_path, ouvrir):
    depot = tmp_path / "depot"
    depot.mkdir()
    os.mkfifo(depot / "tube")
    (depot / "casse").symlink_to(depot / "absent")
    (depot / "boucle").symlink_to(depot)
    (depot / "a.json").write_bytes(MARCHES)

    assert ouvrir("depot") == {
        "depot/a.json": MARCHES,
        "depot/boucle": "lien vers un dossier, non suivi",
        "depot/casse": "lien vers un fichier qui n’existe pas",
        "depot/tube": "ce n’est pas un fichier ordinaire",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root lit tout")
def test_what_may_not_be_read_is_set_aside(tmp_path, ouvrir):
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret.json").write_bytes(MARCHES)
    (tmp_path / "secret.json").chmod(0)
    (tmp_path / "secret").chmod(0)

    try:
        assert set(ouvrir("secret.json", "secret").values()) == {
            "fichier illisible (vous n’avez pas le droit de le lire)",
            "dossier illisible (vous n’avez pas le droit de le lire)",
        }
    finally:
        (tmp_path / "secret").chmod(0o700)


def test_a_file_that_the_system_refuses_is_set_aside(tmp_path, ouvrir, monkeypatch):
    def refuse(_chemin):
        raise PermissionError(13, "no")

    (tmp_path / "secret.json").write_bytes(MARCHES)
    monkeypatch.setattr("spaser.moteur.decp.ouverture.is_archive", refuse)

    assert ouvrir("secret.json") == {
        "secret.json": "fichier illisible (vous n’avez pas le droit de le lire)"
    }


def test_the_working_folder_is_not_read(tmp_path, ouvrir):
    (tmp_path / "a.zip").write_bytes(_zip({"m.json": MARCHES}))

    assert list(ouvrir(".")) == [f"{tmp_path.name}/a.zip › m.json"]


def test_a_name_that_is_no_text_is_reached(tmp_path, travail):
    (tmp_path / "depot").mkdir()
    (tmp_path / "depot" / os.fsdecode(b"march\xe9s.json")).write_bytes(MARCHES)

    (piece,) = open_entrees([tmp_path / "depot"], travail)

    assert piece.nom == "depot/march\ufffds.json"
    assert Path(piece.chemin).read_bytes() == MARCHES
    piece.chemin.encode()


def test_standard_input_is_kept_in_the_working_folder(ouvrir, monkeypatch):
    entree = io.TextIOWrapper(io.BytesIO(gzip.compress(MARCHES)))
    monkeypatch.setattr("sys.stdin", entree)

    assert ouvrir("-") == {"entrée standard": MARCHES}


def test_a_named_pipe_is_read_like_standard_input(tmp_path, ouvrir):
    tube = tmp_path / "tube"
    os.mkfifo(tube)
    ecrivain = threading.Thread(target=lambda: tube.write_bytes(MARCHES))
    ecrivain.start()

    assert ouvrir("tube") == {"tube": MARCHES}
    ecrivain.join()


def test_a_pipe_that_is_slow_to_speak_is_waited_for(tmp_path, ouvrir, monkeypatch):
    monkeypatch.setattr(ouverture, "ATTENTE", 0.0)
    tube = tmp_path / "tube"
    os.mkfifo(tube)
    lecteur = os.open(tube, os.O_RDONLY | os.O_NONBLOCK)
    ecriture = os.open(tube, os.O_WRONLY)  # held from the start
    silence = threading.Event()

    def write():
        silence.wait(0.3)
        os.write(ecriture, MARCHES)
        os.close(ecriture)

    ecrivain = threading.Thread(target=write)
    ecrivain.start()

    assert ouvrir("tube") == {"tube": MARCHES}
    ecrivain.join()
    os.close(lecteur)


def test_a_pipe_into_which_nobody_writes_is_refused(tmp_path, ouvrir, monkeypatch):
    monkeypatch.setattr(ouverture, "ATTENTE", 0.05)
    os.mkfifo(tmp_path / "tube")

    with pytest.raises(EntreeMuette, match="« tube »") as erreur:
        ouvrir("tube")

    assert erreur.value.conseil


def test_the_fingerprint_is_the_sha256_of_the_contents(tmp_path):
    (tmp_path / "a").write_bytes(MARCHES * 100_000)

    assert empreinte(tmp_path / "a") == hashlib.sha256(MARCHES * 100_000).hexdigest()


# --- archives


def test_compression_is_told_by_the_contents(tmp_path, ouvrir):
    (tmp_path / "a.json").write_bytes(gzip.compress(MARCHES))
    (tmp_path / "b.gz").write_bytes(MARCHES)
    (tmp_path / "c").write_bytes(_zip({"dossier/m.json": MARCHES}))

    assert ouvrir("a.json", "b.gz", "c") == {
        "a.json": MARCHES,
        "b.gz": MARCHES,
        "c › dossier/m.json": MARCHES,
    }


def test_members_come_in_the_order_of_the_archive(tmp_path, ouvrir):
    (tmp_path / "a.zip").write_bytes(
        _zip({"d/": "", "d/z.json": b"1", "a.xml": b"2", "é.csv": b"3"})
    )

    assert ouvrir("a.zip") == {
        "a.zip › d/z.json": b"1",
        "a.zip › a.xml": b"2",
        "a.zip › é.csv": b"3",
    }


def test_an_archive_in_an_archive_is_opened_once(tmp_path, ouvrir):
    dedans = _zip({"m.json": MARCHES})
    trop = _zip({"z.zip": dedans})
    (tmp_path / "a.zip").write_bytes(
        _zip({"b.zip": dedans, "c.json.gz": gzip.compress(MARCHES), "d.zip": trop})
    )

    trouves = ouvrir("a.zip")

    assert list(trouves) == ["a.zip › b.zip › m.json", "a.zip › c.json.gz", "a.zip › d.zip › z.zip"]
    assert list(trouves.values())[:2] == [MARCHES, MARCHES]
    assert "décompressez-la d’abord" in trouves["a.zip › d.zip › z.zip"]


def test_two_openings_do_not_write_over_each_other(tmp_path, travail):
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"1"))
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"2"))

    pieces = [next(open_entrees([tmp_path / nom], travail)) for nom in ("a.gz", "b.gz")]

    assert [Path(piece.chemin).read_bytes() for piece in pieces] == [b"1", b"2"]


def test_a_workbook_is_left_whole(tmp_path, ouvrir):
    classeur = _zip({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<b/>"})
    (tmp_path / "a.xlsx").write_bytes(classeur)

    assert ouvrir("a.xlsx") == {"a.xlsx": classeur}


@pytest.mark.parametrize(
    "nom",
    ["../m.json", "a/../../m.json", "/etc/m.json", "C:\\m.json", "..\\m.json", "\\\\hote\\m.json"],
)
def test_a_name_that_leads_outside_is_refused(tmp_path, ouvrir, nom):
    (tmp_path / "a.zip").write_bytes(_zip({nom: MARCHES, "bon.json": MARCHES}))

    trouves = ouvrir("a.zip")

    assert trouves.pop("a.zip › bon.json") == MARCHES
    assert list(trouves.values()) == ["refusé : son nom désigne un emplacement hors de l’archive"]


def test_a_link_in_an_archive_is_not_followed(tmp_path, ouvrir):
    lien = zipfile.ZipInfo("lien.json")
    lien.external_attr = (stat.S_IFLNK | 0o777) << 16
    (tmp_path / "a.zip").write_bytes(_zip({lien: "/etc/passwd"}))

    assert ouvrir("a.zip") == {"a.zip › lien.json": "lien symbolique, non suivi"}


def test_a_member_with_a_password_is_set_aside(tmp_path, ouvrir):
    octets = bytearray(_zip({"m.json": MARCHES}))
    octets[6] |= 1
    octets[octets.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(octets)

    assert "mot de passe" in ouvrir("a.zip")["a.zip › m.json"]


def test_an_empty_archive_is_told(tmp_path, ouvrir):
    (tmp_path / "a.zip").write_bytes(_zip({}))
    (tmp_path / "b.zip").write_bytes(_zip({"dossier/": ""}))

    assert ouvrir("a.zip", "b.zip") == {"a.zip": "archive vide", "b.zip": "archive vide"}


def test_names_that_cannot_be_printed_are_shown_otherwise(tmp_path, ouvrir):
    (tmp_path / "a.zip").write_bytes(_zip({"a\x1b[31m\n.json": MARCHES}))

    assert list(ouvrir("a.zip")) == ["a.zip › a\ufffd[31m\ufffd.json"]


@pytest.fixture
def petites_bornes(monkeypatch):
    monkeypatch.setattr(archives, "TAILLE_BOMBE", 100_000)
    monkeypatch.setattr(archives, "BLOC", 10_000)


DEMESURE = "refusé : une fois décompressé, il serait démesurément grand"


@pytest.mark.usefixtures("petites_bornes")
def test_a_bomb_is_refused_and_leaves_nothing(tmp_path, travail, ouvrir):
    (tmp_path / "a.zip").write_bytes(_zip({"bombe": b"0" * 1_000_000, "bon": MARCHES}))
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"0" * 1_000_000))

    trouves = ouvrir("b.gz", "a.zip")

    assert trouves == {"b.gz": DEMESURE, "a.zip › bombe": DEMESURE, "a.zip › bon": MARCHES}
    assert sum(fichier.stat().st_size for fichier in travail.iterdir()) == len(MARCHES)


@pytest.mark.usefixtures("petites_bornes")
def test_bombs_in_small_pieces_are_refused_too(tmp_path, ouvrir):
    (tmp_path / "a.zip").write_bytes(_zip({f"{n}": b"0" * 99_000 for n in range(30)}))

    trouves = ouvrir("a.zip")

    assert DEMESURE in trouves.values()
    assert sum(len(t) for t in trouves.values() if t != DEMESURE) < 2_000_000


def test_all_that_an_archive_holds_has_a_limit(tmp_path, ouvrir, monkeypatch):
    monkeypatch.setattr(archives, "TAILLE_MAX", 100_000)
    (tmp_path / "a.zip").write_bytes(_zip({f"{n}": os.urandom(40_000) for n in range(4)}))

    assert [t == DEMESURE for t in ouvrir("a.zip").values()] == [False, False, True, True]


def test_damaged_archives_are_told(tmp_path, ouvrir):
    entier = _zip({"m.json": os.urandom(5_000), "n.json": MARCHES})
    (tmp_path / "coupe.zip").write_bytes(entier[:2_000])
    (tmp_path / "abime.zip").write_bytes(entier[:1_000] + b"\0" * 9 + entier[1_009:])
    (tmp_path / "faux.gz").write_bytes(b"\x1f\x8b" + b"x" * 50)

    trouves = ouvrir("coupe.zip", "abime.zip", "faux.gz")

    assert trouves["coupe.zip"].startswith("archive abîmée (")
    assert trouves["abime.zip › m.json"].startswith("membre d’archive abîmé (")
    assert trouves["abime.zip › n.json"] == MARCHES
    assert trouves["faux.gz"].startswith("compression abîmée (")


def test_what_comes_out_of_a_cut_gzip_is_read_and_the_cut_is_told(tmp_path, travail):
    contenu = os.urandom(50_000).hex().encode()
    (tmp_path / "a.gz").write_bytes(gzip.compress(contenu)[:-10_000])

    piece, note = open_entrees([tmp_path / "a.gz"], travail)

    assert contenu.startswith(Path(piece.chemin).read_bytes())
    assert note == Ignore(
        "a.gz", "compression abîmée (il s’arrête avant la fin) : seul le début en a été lu"
    )


def test_a_full_disk_stops_the_work(tmp_path, travail, monkeypatch):
    def plein(_sortie, _bloc):
        raise archives.EspaceInsuffisant("plein")

    (tmp_path / "a.zip").write_bytes(_zip({"m.json": MARCHES}))
    monkeypatch.setattr(archives, "_write", plein)

    with pytest.raises(ErreurSpaser, match="plein"):
        list(open_entrees([tmp_path / "a.zip"], travail))


def test_an_unknown_compression_is_told(tmp_path, ouvrir):
    octets = bytearray(_zip({"m.json": MARCHES}))
    for signature, decalage in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        octets[octets.index(signature) + decalage] = 9
    (tmp_path / "a.zip").write_bytes(octets)

    assert ouvrir("a.zip") == {
        "a.zip › m.json": "membre d’archive abîmé (méthode de compression non reconnue)"
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    degats=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6),
    coupe=st.integers(0, 400),
    gz=st.booleans(),
)
def test_no_damage_raises(tmp_path, travail, degats, coupe, gz):
    sain = _zip({"a/m.json": MARCHES * 20, "n.gz": gzip.compress(MARCHES)})
    octets = bytearray(gzip.compress(sain) if gz else sain)
    for ou, octet in degats:
        octets[ou % len(octets)] = octet
    (tmp_path / "a").write_bytes(octets[: len(octets) - coupe] or b"x")

    for trouve in open_entrees([tmp_path / "a"], travail):
        assert isinstance(trouve, Piece | Ignore)


def test_the_checksum_of_a_gzip_is_checked(tmp_path, travail):
    octets = bytearray(gzip.compress(MARCHES))
    octets[-8:-4] = (zlib.crc32(b"autre")).to_bytes(4, "little")
    (tmp_path / "a.gz").write_bytes(octets)

    trouves = list(Archives(travail).open_archive(tmp_path / "a.gz", "a.gz"))

    assert trouves[-1].raison.startswith("compression abîmée (les données")


@pytest.mark.parametrize("taille", [0, 1, 15, 16, 17, 32])
def test_the_checksum_of_a_file_does_not_depend_on_its_blocks(tmp_path, monkeypatch, taille):
    monkeypatch.setattr(ouverture, "BLOC_EMPREINTE", 16)
    octets = bytes(range(taille))
    (tmp_path / "f").write_bytes(octets)

    assert empreinte(tmp_path / "f") == hashlib.sha256(octets).hexdigest()
