"""The file of the approaches, as it travels with the package."""

import json

from spaser.contenus.approches.fichiers import read_approches


def test_the_file_is_written_as_the_others():
    octets = read_approches()

    assert octets.decode() == json.dumps(json.loads(octets), ensure_ascii=False, indent=2) + "\n"
