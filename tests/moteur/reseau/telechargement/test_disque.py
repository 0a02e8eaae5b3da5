"""The disk: full, forbidden, shared."""

import errno
import fcntl
import os
import shutil

import pytest

from spaser.moteur.reseau import fichier_partiel
from spaser.moteur.reseau.fichier_partiel import FichierPartiel
from spaser.moteur.reseau.pannes import ErreurDisque
from spaser.moteur.reseau.telechargement import download
from tests.moteur.reseau.telechargement.commun import CONTENU, COUPE, names_in, part_of


def test_a_file_too_big_for_the_disk_is_not_begun(serveur, fichier, cible, temps, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=100_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _dossier: usage)
    with pytest.raises(ErreurDisque, match="il manque 230\u00a0ko"):
        download(fichier.url, cible, options=temps.options())
    assert names_in(cible) == []


def test_a_full_disk_keeps_what_was_received(fichier, cible, temps, monkeypatch):
    vrai = os.write

    def write_until_full(fd, octets):
        place = min(7000, COUPE - os.fstat(fd).st_size)
        if place == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return vrai(fd, octets[:place])  # a nearly full disk writes less than asked

    monkeypatch.setattr(fichier_partiel.os, "write", write_until_full)
    with pytest.raises(ErreurDisque, match="disque est plein") as erreur:
        download(fichier.url, cible, options=temps.options())
    assert "reprendra" in erreur.value.conseil
    monkeypatch.undo()
    assert download(fichier.url, cible, options=temps.options()).repris == COUPE
    assert cible.read_bytes() == CONTENU


@pytest.mark.parametrize(
    ("code", "message"), [(errno.EROFS, "Écriture refusée"), (errno.EIO, "n’a pas pu être écrit")]
)
def test_a_disk_that_refuses_is_told(fichier, cible, monkeypatch, code, message):
    def refuse(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fichier_partiel.os, "fsync", refuse)
    with pytest.raises(ErreurDisque, match=message):
        download(fichier.url, cible)


def test_a_folder_that_is_a_file_is_told(fichier, tmp_path):
    (tmp_path / "donnees").write_bytes(b"")
    with pytest.raises(ErreurDisque):
        download(fichier.url, tmp_path / "donnees" / "x.json")


def test_two_downloads_of_the_same_file_do_not_mix(serveur, fichier, cible):
    with FichierPartiel(cible, fichier.url, ["sha256"]):
        with pytest.raises(ErreurDisque, match="Un autre téléchargement"):
            download(fichier.url, cible)
        assert part_of(cible).exists()
    assert serveur.journal == []
    assert download(fichier.url, cible).taille == len(CONTENU)


def test_a_part_put_in_place_by_another_program_is_not_written_over(fichier, cible, monkeypatch):
    """Between our opening of the part and our lock, the other program finished the file."""
    vrai, passages = fcntl.flock, []

    def flock(fd, operation):
        passages.append(fd)
        if len(passages) == 1:
            part_of(cible).rename(cible)
        vrai(fd, operation)

    monkeypatch.setattr(fichier_partiel.fcntl, "flock", flock)
    download(fichier.url, cible)
    assert len(passages) == 2
    assert cible.read_bytes() == CONTENU


def test_a_file_system_without_locks_is_used_all_the_same(fichier, cible, monkeypatch):
    def flock(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fichier_partiel.fcntl, "flock", flock)
    assert download(fichier.url, cible).taille == len(CONTENU)
