"""A local host in place of the platform, and a clock that does not wait."""

import pytest

from tests.outils.serveur_data_gouv import ServeurDataGouv
from tests.outils.temps import Temps


@pytest.fixture
def serveur():
    with ServeurDataGouv() as hote:
        yield hote


@pytest.fixture(autouse=True)
def temps(monkeypatch):
    return Temps(monkeypatch)
