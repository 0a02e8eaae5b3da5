"""The files of plans, as they travel with the package."""

import json

import pytest

from spaser.contenus.politiques.fichiers import read_plans


@pytest.mark.parametrize("rubrique", "environnement social economique gouvernance".split())
def test_files_are_written_the_same_way(rubrique):
    octets = read_plans(rubrique)

    assert octets.decode() == json.dumps(json.loads(octets), ensure_ascii=False, indent=2) + "\n"
