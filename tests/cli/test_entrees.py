import click
import pytest

from spaser.cli.saisies import check_entrees, measure_entrees


@pytest.fixture
def dossier(tmp_path):
    (tmp_path / "sous").mkdir()
    (tmp_path / "a.json").write_bytes(b"12345")
    (tmp_path / "sous" / "b.xml").write_bytes(b"123")
    return tmp_path


def test_files_and_folders_are_weighed(dossier):
    assert measure_entrees([str(dossier)]) == 8
    assert measure_entrees([str(dossier / "a.json")]) == 5


@pytest.mark.parametrize("nom", ["c.json.gz", "archive.ZIP"])
def test_what_is_compressed_has_no_known_weight(dossier, nom):
    (dossier / nom).write_bytes(b"1")
    assert measure_entrees([str(dossier)]) is None


def test_the_standard_input_has_no_known_weight():
    assert measure_entrees(["-"]) is None


def test_the_stocks_of_sirene_are_read_in_another_step(dossier):
    (dossier / "StockUniteLegale_utf8.parquet").write_bytes(b"1" * 100)
    assert measure_entrees([str(dossier)]) == 8


def test_an_absent_file_is_refused_by_name(dossier):
    check_entrees(["-", str(dossier)])
    with pytest.raises(click.BadParameter, match=r"« absent\.json » n’existe pas"):
        check_entrees([str(dossier), "absent.json"])
