"""What the tests of the grid share."""

import pytest

from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]


@pytest.fixture
def organisation():
    return make_organisation(type="metropole", population=250_000)


@pytest.fixture
def client(organisation):
    """Give the browser of somebody who contributes."""
    return sign_in(make_membre(organisation, "contribution").utilisateur)


@pytest.fixture
def redactrice(organisation):
    """Give the browser of somebody who decides."""
    return sign_in(make_membre(organisation, "redaction").utilisateur)
