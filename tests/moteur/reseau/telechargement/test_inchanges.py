"""A file that has not changed is not fetched again."""

from tests.moteur.reseau.telechargement.commun import (
    AUTRE,
    CONTENU,
    download,
    leave_a_part,
    names_in,
)
from tests.outils.serveur_data_gouv import Reponse


def test_an_unchanged_file_is_left_alone(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(CONTENU)
    avant = cible.stat()
    assert download(fichier.url, cible, conditions={"If-None-Match": fichier.etag}) is None
    assert cible.stat().st_mtime_ns == avant.st_mtime_ns
    assert serveur.demandes(fichier)[0].entetes["if-none-match"] == fichier.etag
    assert names_in(cible) == ["decp-2024.json"]


def test_a_date_tells_that_a_file_is_unchanged(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(CONTENU)
    date = {"If-Modified-Since": fichier.last_modified}
    assert download(fichier.url, cible, conditions=date) is None
    assert serveur.demandes(fichier)[0].entetes["if-modified-since"] == fichier.last_modified


def test_a_changed_file_is_fetched(serveur, fichier, cible):
    cible.parent.mkdir()
    cible.write_bytes(CONTENU)
    marque = {"If-None-Match": fichier.etag}
    serveur.overwrite(fichier, AUTRE)
    assert download(fichier.url, cible, conditions=marque).taille == len(AUTRE)
    assert cible.read_bytes() == AUTRE


def test_an_unchanged_file_clears_a_part_of_another_version(serveur, fichier, cible):
    leave_a_part(serveur, fichier, cible)
    cible.write_bytes(AUTRE)
    serveur.overwrite(fichier, AUTRE)
    assert download(fichier.url, cible, conditions={"If-None-Match": fichier.etag}) is None
    assert names_in(cible) == ["decp-2024.json"]


def test_unchanged_without_being_asked_is_a_failure(serveur, fichier, cible, temps):
    serveur.prepare(fichier, Reponse(304))
    assert download(fichier.url, cible).taille == len(CONTENU)
    assert len(temps.pauses) == 1
