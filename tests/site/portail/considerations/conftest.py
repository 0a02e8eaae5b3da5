"""What the tests of considerations share: the invented territory."""

import pytest

from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]


@pytest.fixture(autouse=True)
def declarations(settings, tmp_path):
    """Keep counts apart from one test to the next."""
    settings.CONSIDERATIONS = tmp_path / "declarations"
