"""A file that is published, and where it goes."""

import pytest

from tests.moteur.reseau.telechargement.commun import CONTENU, JEU


@pytest.fixture
def fichier(serveur):
    return serveur.publish(JEU, "decp-2024.json", CONTENU)


@pytest.fixture
def cible(tmp_path):
    return tmp_path / "donnees" / "decp-2024.json"
