"""What the tests of publications share: a verified buyer, its people, its figures."""

import pytest

from spaser.site.schema.publication.services import confirm, propose
from tests.site.chiffres.conftest import dossiers
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.organisations.fabrique import texte as lu
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["dossiers", "entrepot_fictif", "marches"]

ANNEES = (2024, 2025)
FONCTION = "la directrice générale des services"


def texte(reponse):
    """Return what a page says, its thin blanks told as others are."""
    return lu(reponse).replace("\u202f", " ")


@pytest.fixture
def organisation(db):
    return make_organisation()


@pytest.fixture
def espace(organisation):
    return organisation.espace


@pytest.fixture
def redactrice(organisation):
    return make_membre(organisation, "redaction").utilisateur


@pytest.fixture
def administratrice(organisation):
    return make_membre(organisation, "administration").utilisateur


@pytest.fixture
def client(redactrice):
    return sign_in(redactrice)


@pytest.fixture
def chef(administratrice):
    return sign_in(administratrice)


@pytest.fixture
def proposee(marches, espace, redactrice):
    """Propose the results of two known years."""
    return propose(espace, ANNEES, redactrice)


@pytest.fixture
def parue(proposee, administratrice):
    """Publish them."""
    return confirm(proposee, FONCTION, administratrice, proposee.version)
