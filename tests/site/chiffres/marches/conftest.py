"""What the tests of a buyer's contracts share."""

import pytest

from spaser.moteur.corrige import gardee
from spaser.moteur.envois import lecture
from spaser.site.chiffres.marches.entrepot import close_corriges
from tests.outils.entrepots import Moule, MouleAssises
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]


@pytest.fixture(scope="session")
def moule(tmp_path_factory):
    return Moule(tmp_path_factory.mktemp("moule"))


@pytest.fixture(scope="session")
def moule_assises(tmp_path_factory):
    return MouleAssises(tmp_path_factory.mktemp("assises"), gardee._write_assise)


@pytest.fixture(autouse=True)
def prives(tmp_path, settings, monkeypatch, moule, moule_assises):
    """Give each test a folder of private stores of its own."""
    monkeypatch.setattr(lecture, "import_fichiers", moule)
    monkeypatch.setattr(gardee, "_write_assise", moule_assises)
    settings.MARCHES_PRIVES = tmp_path / "prives"
    settings.MARCHES_LUS = tmp_path / "lus"
    settings.MEDIA_ROOT = tmp_path / "fichiers"
    yield settings.MARCHES_PRIVES
    close_corriges()


@pytest.fixture
def organisation(db):
    return make_organisation()


@pytest.fixture
def client(organisation):
    return sign_in(make_membre(organisation, "redaction").utilisateur)


@pytest.fixture
def espace(organisation):
    return organisation.espace


@pytest.fixture
def capture(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks
