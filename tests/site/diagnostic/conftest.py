"""What the tests of diagnoses share."""

import pytest

from tests.site.diagnostic.fabrique import make_campagne
from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def redactrice(organisation):
    return make_membre(organisation, "redaction").utilisateur


@pytest.fixture
def contributrice(organisation):
    return make_membre(organisation, "contribution").utilisateur


@pytest.fixture
def redaction(redactrice):
    return sign_in(redactrice)


@pytest.fixture
def contribution(contributrice):
    return sign_in(contributrice)


@pytest.fixture
def campagne(organisation, redactrice):
    """An open campaign, with names."""
    return make_campagne(organisation, redactrice)
