"""A file that has not changed is not fetched again."""

from spaser.moteur.reseau.telechargement import download
from spaser.moteur.reseau.transfert import EtatLocal
from tests.moteur.reseau.telechargement.commun import (
    AUTRE,
    CONTENU,
    leave_a_part,
    names_in,
    sha256,
)
from tests.outils.serveur_data_gouv import Reponse


def known(fichier, **autres):
    etat = {"etag": fichier.etag, "last_modified": None, "sha256": sha256(CONTENU)}
    return EtatLocal(**etat | autres)


def test_an_unchanged_file_is_left_alone(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(CONTENU)
    avant = cible.stat()
    resultat = download(fichier.url, cible, etat=known(fichier))
    assert (resultat.inchange, resultat.sha256) == (True, sha256(CONTENU))
    assert cible.stat().st_mtime_ns == avant.st_mtime_ns
    assert serveur.demandes(fichier)[0].entetes["if-none-match"] == fichier.etag
    assert names_in(cible) == ["decp-2024.json"]


def test_a_date_tells_that_a_file_is_unchanged(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(CONTENU)
    etat = known(fichier, etag=None, last_modified=fichier.last_modified)
    assert download(fichier.url, cible, etat=etat).inchange
    assert serveur.demandes(fichier)[0].entetes["if-modified-since"] == fichier.last_modified


def test_a_changed_file_is_fetched(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(CONTENU)
    etat = known(fichier)
    serveur.overwrite(fichier, AUTRE)
    assert not download(fichier.url, cible, etat=etat).inchange
    assert cible.read_bytes() == AUTRE


def test_a_missing_file_is_fetched_whatever_is_known_of_it(serveur, fichier, cible):
    assert not download(fichier.url, cible, etat=known(fichier)).inchange
    assert "if-none-match" not in serveur.demandes(fichier)[0].entetes


def test_an_unchanged_file_clears_a_part_of_another_version(serveur, fichier, cible, temps):
    leave_a_part(serveur, fichier, cible, temps)
    cible.write_bytes(AUTRE)
    serveur.overwrite(fichier, AUTRE)
    etat = known(fichier, etag=fichier.etag, sha256=sha256(AUTRE))
    assert download(fichier.url, cible, etat=etat).inchange
    assert names_in(cible) == ["decp-2024.json"]


def test_unchanged_without_being_asked_is_a_failure(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(304))
    assert download(fichier.url, cible, options=temps.options()).taille == len(CONTENU)
    assert len(temps.pauses) == 1
