"""What the tests of organisations share."""

import pytest

from tests.site.organisations.fabrique import SIREN_AUTRE, make_membre, make_organisation


@pytest.fixture
def organisation(db):
    return make_organisation()


@pytest.fixture
def administration(organisation):
    return make_membre(organisation, "administration")


@pytest.fixture
def leurre(db):
    """Another organisation, full of people that nobody of the first may see."""
    autre = make_organisation(SIREN_AUTRE, "Ville du Leurre")
    make_membre(autre, "administration", "leurre-a@leurre.exemple")
    make_membre(autre, "redaction", "leurre-r@leurre.exemple")
    return autre
