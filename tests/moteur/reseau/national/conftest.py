"""A client of the local host, a folder, and a synchronisation between the two."""

import pytest

from spaser.moteur.reseau.national import sync
from spaser.moteur.reseau.telechargement import Client


@pytest.fixture
def client(temps):
    with Client(temps.options()) as ouvert:
        yield ouvert


@pytest.fixture
def dossier(tmp_path):
    return tmp_path / "national"


@pytest.fixture
def synchronise(serveur, client, dossier):
    """Synchronise with the local host; return the results by file name."""

    def run(plan="officiel", annees=None, **autres):
        bilan = sync(dossier, plan, annees, client=client, base=serveur.base, **autres)
        return {fichier.nom: fichier for fichier in bilan}

    return run
