"""The files of facts, as they travel with the package."""

import json

from spaser.contenus.faits.fichiers import read_sujets


def test_one_file_a_subject():
    assert list(read_sujets()) == [
        "alimentation",
        "batiments",
        "climat",
        "donnees",
        "espaces-publics",
        "fournisseurs",
        "marches",
        "numerique",
        "plans",
        "programme",
        "reemploi",
        "resultats-nationaux",
        "schema",
        "seuils",
        "social",
        "vehicules",
    ]


def test_files_are_written_the_same_way():
    for octets in read_sujets().values():
        assert (
            octets.decode() == json.dumps(json.loads(octets), ensure_ascii=False, indent=2) + "\n"
        )
