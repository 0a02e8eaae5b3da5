"""What the tests of stakeholders share."""

import pytest

from spaser.site.diagnostic.models import Acteur
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]


@pytest.fixture
def organisation(db):
    return make_organisation(code_region="53")


@pytest.fixture
def membre(organisation):
    return make_membre(organisation, "contribution").utilisateur


@pytest.fixture
def client(membre):
    return sign_in(membre)


@pytest.fixture
def espace(organisation):
    return organisation.espace


@pytest.fixture
def acteur(organisation):
    return Acteur.objects.create(
        espace=organisation.espace, nom="CRESS Fictive", typologie="tetes_de_reseaux"
    )
