"""What the tests of figures share: a space, its corrections, its paid spend."""

import pytest

from spaser.site.chiffres.depenses.travail import read_fichier_extrait
from spaser.site.chiffres.marches.entrepot import close_corriges
from tests.site.chiffres.depenses.fabrique import LIGNES, draw, make_extrait, write_csv
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]


@pytest.fixture(autouse=True)
def dossiers(tmp_path, settings):
    """Keep apart what is private; the space of the next test bears the number of this one's."""
    settings.MARCHES_PRIVES = tmp_path / "prives"
    settings.MEDIA_ROOT = tmp_path / "fichiers"
    yield
    close_corriges()


@pytest.fixture
def organisation(db):
    return make_organisation()


@pytest.fixture
def client(organisation):
    return sign_in(make_membre(organisation, "contribution").utilisateur)


@pytest.fixture
def espace(organisation):
    return organisation.espace


@pytest.fixture
def payees(marches, organisation):
    """Give the space paid spend, and return what adds to it."""

    def spend(lignes=LIGNES):
        espace = organisation.espace
        extrait = make_extrait(espace, write_csv(lignes))
        read_fichier_extrait(extrait.pk)
        draw(espace)

    spend()
    return spend
