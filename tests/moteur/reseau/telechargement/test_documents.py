"""Small JSON documents."""

import pytest

from spaser.moteur.reseau.pannes import ErreurContenu, ErreurTelechargement
from spaser.moteur.reseau.telechargement import Client
from tests.moteur.reseau.telechargement.commun import PAGE
from tests.outils.serveur_data_gouv import Reponse


def test_a_document_is_read_in_spite_of_a_failure(serveur, temps):
    serveur.prepare("/x", Reponse(503), Reponse(200, b'{"a": [1]}'))
    with Client(temps.options()) as client:
        assert client.fetch_json(f"{serveur.base}/x") == {"a": [1]}


@pytest.mark.parametrize(
    "reponse",
    [Reponse(200, b"{"), Reponse(200, PAGE), Reponse(200, b'{"a": "\xff"}'), Reponse(200, b"")],
)
def test_an_unreadable_document_is_refused(serveur, temps, reponse):
    serveur.prepare("/x", reponse)
    with Client(temps.options()) as client, pytest.raises(ErreurContenu):
        client.fetch_json(f"{serveur.base}/x")


def test_a_document_must_be_whole(serveur, temps):
    serveur.prepare("/x", Reponse(206, b"{}", {"Content-Range": "bytes 0-1/2"}))
    with Client(temps.options()) as client, pytest.raises(ErreurTelechargement, match="206"):
        client.fetch_json(f"{serveur.base}/x")
