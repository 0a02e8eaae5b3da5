"""The disk: full, forbidden, shared."""

import errno
import os
import shutil

import pytest

from spaser.moteur.reseau import telechargement
from spaser.moteur.reseau.telechargement import ErreurTelechargement
from tests.moteur.reseau.telechargement.commun import CONTENU, COUPE, download, names_in


def test_a_file_too_big_for_the_disk_is_not_begun(serveur, fichier, cible, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=100_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _dossier: usage)
    with pytest.raises(ErreurTelechargement, match="il manque 230\u00a0ko"):
        download(fichier.url, cible)
    assert names_in(cible) == []


def test_a_full_disk_keeps_what_was_received(serveur, fichier, cible, monkeypatch):
    vrai = os.write

    def write_until_full(fd, octets):
        place = min(7000, COUPE - os.fstat(fd).st_size)
        if place == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return vrai(fd, octets[:place])  # a nearly full disk writes less than asked

    monkeypatch.setattr(telechargement.os, "write", write_until_full)
    with pytest.raises(ErreurTelechargement, match="disque est plein") as erreur:
        download(fichier.url, cible)
    assert "reprendra" in erreur.value.conseil
    monkeypatch.undo()
    download(fichier.url, cible)
    assert serveur.demandes(fichier)[1].entetes["range"] == f"bytes={COUPE}-"
    assert cible.read_bytes() == CONTENU


@pytest.mark.parametrize(
    ("code", "message"), [(errno.EROFS, "Écriture refusée"), (errno.EIO, "n’a pas pu être écrit")]
)
def test_a_disk_that_refuses_is_told(fichier, cible, monkeypatch, code, message):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(telechargement.os, "fsync", refuse)
    with pytest.raises(ErreurTelechargement, match=message):
        download(fichier.url, cible)


def test_a_folder_that_is_a_file_is_told(fichier, tmp_path):
    (tmp_path / "donnees").write_bytes(b"")
    with pytest.raises(ErreurTelechargement, match="n’a pas pu être écrit"):
        download(fichier.url, tmp_path / "donnees" / "x.json")
