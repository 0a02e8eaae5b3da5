"""What the tests of the scheme share: a space on the invented territory, its paid spend."""

import pytest

from spaser.site.schema.redaction.services import read_schema
from tests.site.chiffres.conftest import dossiers, espace, payees
from tests.site.organisations.fabrique import SIREN_VAL, make_membre, make_organisation, sign_in
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["dossiers", "entrepot_fictif", "espace", "marches", "payees"]

SCHEMA = f"/espace/{SIREN_VAL}/schema/"


@pytest.fixture
def organisation(db):
    return make_organisation(type="metropole", population=250_000)


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
