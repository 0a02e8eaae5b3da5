"""The local folder, altered or shared."""

import errno
import fcntl
import os

import pytest

from spaser.moteur.reseau import national
from spaser.moteur.reseau.national import MANIFESTE, read_copies
from spaser.moteur.reseau.telechargement import ErreurTelechargement
from tests.moteur.reseau.national.commun import OFFICIEL, content_of, sorts


def test_a_copy_altered_by_hand_is_fetched_again(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    (dossier / "decp-2024.json").write_bytes(content_of("z"))
    assert sorts(synchronise()) == {"decp-2024.json": "inchange"}  # as at the last run
    assert (dossier / "decp-2024.json").read_bytes() == content_of("a")


def test_a_copy_only_touched_is_kept(serveur, synchronise, dossier):
    publie = serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    os.utime(dossier / "decp-2024.json", (0, 0))
    synchronise()
    assert len(serveur.demandes(publie)) == 1
    assert read_copies(dossier)["decp-2024.json"].modification == 0


def test_a_copy_that_was_removed_is_fetched_again(serveur, synchronise, dossier):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    (dossier / "decp-2024.json").unlink()
    assert synchronise()["decp-2024.json"].chemin.is_file()


@pytest.mark.parametrize(
    "manifeste", [b"", b"{", b"[]", b'{"decp-2024.json": {}}', b'{"decp-2024.json": 3}', b"\xff"]
)
def test_a_damaged_manifest_is_written_again(serveur, synchronise, dossier, manifeste):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    (dossier / MANIFESTE).write_bytes(manifeste)
    assert sorts(synchronise()) == {"decp-2024.json": "nouveau"}
    assert list(read_copies(dossier)) == ["decp-2024.json"]


def test_two_synchronisations_do_not_mix(serveur, synchronise, dossier):
    dossier.mkdir()
    with (dossier / ".verrou").open("wb") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        with pytest.raises(ErreurTelechargement, match="Un autre téléchargement"):
            synchronise()
    assert serveur.journal == []
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    assert sorts(synchronise()) == {"decp-2024.json": "nouveau"}


def test_a_file_system_without_locks_is_used_all_the_same(serveur, synchronise, monkeypatch):
    def flock(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    assert sorts(synchronise()) == {"decp-2024.json": "nouveau"}


def test_a_disk_that_refuses_the_manifest_is_told_and_the_former_one_stays(
    serveur, synchronise, dossier, monkeypatch
):
    serveur.publish(OFFICIEL, "decp-2024.json", content_of("a"))
    synchronise()
    avant = (dossier / MANIFESTE).read_bytes()
    serveur.publish(OFFICIEL, "decp-2025.json", content_of("b"))

    def refuse(_ici, _la):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(national, "_write_atomic", refuse)
    fichier = synchronise()["decp-2025.json"]
    assert fichier.sort == "echec"
    assert "disque est plein" in fichier.erreur.message
    assert (dossier / MANIFESTE).read_bytes() == avant
