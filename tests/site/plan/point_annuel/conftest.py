"""What the tests of yearly reviews share: a buyer, its people, its figures."""

import pytest

from tests.site.plan.cibles.conftest import aim, dossiers, follow, note
from tests.site.schema.publication.conftest import (
    administratrice,
    chef,
    client,
    espace,
    organisation,
    redactrice,
)
from tests.site.territoire import entrepot_fictif, marches

__all__ = [
    "administratrice",
    "aim",
    "chef",
    "client",
    "dossiers",
    "entrepot_fictif",
    "espace",
    "follow",
    "marches",
    "note",
    "organisation",
    "redactrice",
]


@pytest.fixture
def auteur(redactrice):
    return redactrice
