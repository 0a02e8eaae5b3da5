"""Small JSON documents."""

import pytest

from spaser.moteur.reseau.telechargement import Client, ErreurContenu, ErreurTelechargement
from tests.moteur.reseau.telechargement.commun import PAGE
from tests.outils.serveur_data_gouv import Reponse


def test_a_document_is_read_in_spite_of_a_failure(serveur):
    serveur.prepare("/x", Reponse(503), Reponse(200, b'{"a": [1]}'))
    with Client() as client:
        assert client.fetch_json(f"{serveur.base}/x", dict[str, list[int]]) == {"a": [1]}


@pytest.mark.parametrize(
    "reponse",
    [
        Reponse(200, b"{"),
        Reponse(200, b"[1]"),
        Reponse(200, b'{"a": 1}', {"Content-Encoding": "gzip"}),
        Reponse(200, PAGE),
        Reponse(200, b'{"a": "\xff"}'),
        Reponse(200, b""),
    ],
)
def test_an_unreadable_document_is_refused(serveur, reponse):
    serveur.prepare("/x", reponse)
    with Client() as client, pytest.raises(ErreurContenu):
        client.fetch_json(f"{serveur.base}/x", dict)


def test_a_document_must_be_whole(serveur):
    serveur.prepare("/x", Reponse(206, b"{}", {"Content-Range": "bytes 0-1/2"}))
    with Client() as client, pytest.raises(ErreurTelechargement, match="206"):
        client.fetch_json(f"{serveur.base}/x", dict)


def test_a_document_is_bounded(serveur):
    serveur.prepare("/x", Reponse(200, b"{" + b" " * 1_000_000 + b"}"))
    with Client() as client, pytest.raises(ErreurContenu, match="taille permise"):
        client.fetch_json(f"{serveur.base}/x", dict)
