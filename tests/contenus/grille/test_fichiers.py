"""The file of marks, as it travels with the package."""

import json

from spaser.contenus.grille.fichiers import read_reperes


def test_it_is_written_as_the_others():
    octets = read_reperes()

    assert octets.decode() == json.dumps(json.loads(octets), ensure_ascii=False, indent=2) + "\n"
