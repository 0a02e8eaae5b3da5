"""The files of duties, as they travel with the package."""

import json

from spaser.contenus.obligations.fichiers import read_regle_spaser, read_themes


def test_one_file_a_theme():
    assert list(read_themes()) == [
        "alimentation",
        "batiments",
        "climat",
        "donnees",
        "fournisseurs",
        "marches",
        "numerique",
        "reemploi",
        "schema",
        "social",
        "vehicules",
    ]


def test_files_are_written_the_same_way():
    for octets in [read_regle_spaser(), *read_themes().values()]:
        attendu = json.dumps(json.loads(octets), ensure_ascii=False, indent=2) + "\n"

        assert octets.decode() == attendu
