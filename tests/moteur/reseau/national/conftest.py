"""A client of the local host, a folder, and a synchronisation between the two."""

import pytest

from spaser.moteur.reseau import national
from spaser.moteur.reseau.telechargement import Client


@pytest.fixture
def client(serveur, monkeypatch):
    monkeypatch.setattr(national, "BASE", serveur.base)
    with Client() as ouvert:
        yield ouvert


@pytest.fixture
def dossier(tmp_path):
    return tmp_path / "national"


@pytest.fixture
def synchronise(client, dossier):
    """Synchronise with the local host; return the results by file name."""

    def run(*plan, **autres):
        bilan = national.sync(dossier, *plan, **autres)
        return {fichier.nom: fichier for fichier in bilan}

    return run
