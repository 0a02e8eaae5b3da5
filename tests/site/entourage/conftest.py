"""What the tests of the people around a buyer share: a space, who leads there, her browser."""

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
    return make_membre(organisation, "redaction").utilisateur


@pytest.fixture
def ada(auteur):
    return sign_in(auteur)
