"""The invented territory, as the store of the site."""

import pytest

from spaser.site.espace.bilans import close_entrepots
from tests.outils.territoire import find_territoire


@pytest.fixture(scope="session")
def entrepot_fictif(tmp_path_factory):
    """Give its store; the site keeps it open from one test to the next."""
    yield find_territoire(tmp_path_factory)
    close_entrepots()


@pytest.fixture
def marches(entrepot_fictif, settings):
    settings.ENTREPOT = entrepot_fictif
    return entrepot_fictif
