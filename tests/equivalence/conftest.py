"""The demonstration where nothing moves, for the tests of one file."""

import pytest

from tests.equivalence.monde import stand_still
from tests.transverses.site.demonstration import open_demonstration


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """Give the folder of its files."""
    with (
        django_db_blocker.unblock(),
        stand_still(),
        open_demonstration(tmp_path_factory) as dossier,
    ):
        yield dossier
