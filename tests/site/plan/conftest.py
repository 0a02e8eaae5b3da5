"""What the tests of the plan share: a space without any contract, its people."""

import pytest

from tests.site.organisations.fabrique import make_membre, make_organisation, sign_in


@pytest.fixture
def organisation(db):
    return make_organisation(type="metropole", population=250_000)


@pytest.fixture
def espace(organisation):
    return organisation.espace


@pytest.fixture
def auteur(organisation):
    """Give somebody who decides of the plan."""
    return make_membre(organisation, "redaction").utilisateur


@pytest.fixture
def ada(auteur):
    """Give her browser."""
    return sign_in(auteur)


@pytest.fixture
def awa(organisation):
    """Give the browser of a colleague who contributes."""
    return sign_in(make_membre(organisation, "contribution").utilisateur)
