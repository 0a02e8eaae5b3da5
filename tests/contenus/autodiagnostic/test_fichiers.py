"""The file of the questionnaire, as it travels with the package."""

import json

from spaser.contenus.autodiagnostic.fichiers import read_questionnaires


def test_one_file_a_version():
    assert list(read_questionnaires()) == [1]


def test_files_are_written_the_same_way():
    for octets in read_questionnaires().values():
        attendu = json.dumps(json.loads(octets), ensure_ascii=False, indent=2) + "\n"

        assert octets.decode() == attendu
