"""The invented territory in a store of its own, built once a run."""

import pytest

from spaser.demonstration.ecriture import write_demonstration
from spaser.donnees.importation import import_fichiers
from spaser.web.espace.entrepot import close_entrepots


@pytest.fixture(scope="session")
def entrepot_fictif(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("territoire")
    ecrite = write_demonstration(dossier / "fichiers")
    import_fichiers([str(ecrite.dossier)], dossier / "entrepot")
    return dossier / "entrepot"


@pytest.fixture
def marches(entrepot_fictif, settings):
    settings.ENTREPOT = entrepot_fictif
    yield entrepot_fictif
    close_entrepots()
