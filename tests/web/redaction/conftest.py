"""What the tests of the scheme share."""

import pytest

from spaser.web.redaction.selectors import read_schema
from tests.web.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in
from tests.web.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]

SCHEMA = f"/espace/{SIREN_VAL}/schema/"


@pytest.fixture
def organisation():
    return make_organisation(type="metropole", population=250_000)


@pytest.fixture
def espace(organisation):
    return organisation.espace


@pytest.fixture
def redactrice(organisation):
    return make_membre(organisation, "redaction").utilisateur


@pytest.fixture
def ada(redactrice):
    """Give the browser of somebody who writes."""
    return sign_in(redactrice)


@pytest.fixture
def awa(organisation):
    """Give the browser of a colleague who contributes."""
    return sign_in(make_membre(organisation, "contribution").utilisateur)


@pytest.fixture
def lectrice(organisation):
    """Give the browser of somebody who only reads."""
    return sign_in(make_membre(organisation, "lecture").utilisateur)


@pytest.fixture
def trouve(espace):
    """Give a heading as it stands now."""
    return lambda code: read_schema(espace).find(code)
