"""The kept script that derives the territory tables, on a tiny package of the same shape."""

import importlib.util
import json
import tomllib
from pathlib import Path

import pyarrow.parquet as pq
import pytest

SCRIPT = Path(__file__).parents[3] / "scripts/referentiels/derive_territoires.py"
LIEU = {"departement": "35", "region": "53", "type": "commune-actuelle"}
COMMUNES = [
    LIEU | {"code": "35001", "nom": "Ici", "siren": "213500018", "codesPostaux": ["35000", "35200"],
            "population": 10, "anciensCodes": ["35009", "35002"]},
    LIEU | {"code": "22001", "nom": "Là", "departement": "22", "codesPostaux": ["35000"]},
    LIEU | {"code": "35002", "nom": "Avant", "type": "commune-deleguee", "chefLieu": "35001"},
    LIEU | {"code": "35001", "nom": "Ici", "type": "commune-deleguee", "chefLieu": "35001"},
    LIEU | {"code": "35301", "nom": "Ici 1er", "type": "arrondissement-municipal",
            "commune": "35001"},
]  # fmt: skip
EPCI = [
    {"code": "200000172", "nom": "CC D’ici", "type": "CC", "populationTotale": 15, "membres": [
        {"code": "22001", "populationTotale": 5}, {"code": "35001", "populationTotale": 10}]},
]  # fmt: skip


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("derive_territoires", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _write_package(dossier, communes=COMMUNES, epci=EPCI):
    (dossier / "data").mkdir()
    zone = {"zone": "metro", "nom": "x"}
    documents = {
        "communes": communes,
        "epci": epci,
        "ept": [],
        "departements": [{"code": c, "region": "53"} | zone for c in ("35", "22")],
        "regions": [{"code": "53"} | zone],
    }
    for nom, document in documents.items():
        (dossier / f"data/{nom}.json").write_text(json.dumps(document), encoding="utf-8")
    return dossier


def test_tables_are_derived(script, tmp_path):
    tables = script.derive(_write_package(tmp_path))

    ici = {c["code"]: c for c in tables["communes"]}["35001"]
    assert (ici["epci_siren"], ici["ept_siren"], ici["population"]) == ("200000172", None, 10)
    assert tables["communes_anciennes"] == [
        {"code": "35002", "commune": "35001", "nature": "deleguee"},
        {"code": "35301", "commune": "35001", "nature": "arrondissement"},
        {"code": "35009", "commune": "35001", "nature": "ancien_code"},
    ]
    assert len(tables["codes_postaux"]) == 3
    [epci] = tables["epci"]
    assert (epci["departement"], epci["departements"]) == (None, ["35", "22"])


def test_files_are_sorted_and_described(script, tmp_path):
    tables = script.derive(_write_package(tmp_path))
    script.write(tables, tmp_path, "6.0.0")

    fiches = tomllib.loads((tmp_path / "territoires.toml").read_text(encoding="utf-8"))
    assert fiches.keys() == tables.keys()
    lus = pq.read_table(tmp_path / "communes.parquet")
    assert lus["code"].to_pylist() == ["22001", "35001"]
    assert fiches["communes"]["lignes"] == 2


def test_contradictory_data_stop_the_script(script, tmp_path):
    perdu = [EPCI[0] | {"membres": [{"code": "99999", "populationTotale": 1}]}]

    with pytest.raises(SystemExit, match="membre inconnu"):
        script.derive(_write_package(tmp_path, epci=perdu))
