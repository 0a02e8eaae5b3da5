"""The files of the library, as they travel with the package."""

import json

import pytest

from spaser.contenus.indicateurs.fichiers import read_rubrique, read_sources


@pytest.mark.parametrize(
    ("rubrique", "nombre"),
    [("environnement", 26), ("social", 23), ("economique", 12), ("gouvernance", 8)],
)
def test_each_row_has_its_indicators(rubrique, nombre):
    assert len(json.loads(read_rubrique(rubrique))) == nombre


@pytest.mark.parametrize(
    "octets", [read_sources(), *map(read_rubrique, "environnement social".split())]
)
def test_files_are_written_the_same_way(octets):
    assert octets.decode() == json.dumps(json.loads(octets), ensure_ascii=False, indent=2) + "\n"
