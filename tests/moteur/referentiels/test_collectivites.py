"""The departments and regions as bodies: the committed rows, and the script that derives them."""

import csv
import importlib.util
from pathlib import Path

import pytest

from spaser.elements import is_siren
from spaser.moteur.referentiels.annuaire import find_entite, list_entites, search_entites
from spaser.moteur.referentiels.embarques import TABLES

SCRIPT = Path(__file__).parents[3] / "scripts/referentiels/derive_collectivites.py"


@pytest.fixture(scope="module")
def lignes():
    with (TABLES / "collectivites.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("derive_collectivites", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_body_has_a_right_siren_of_its_own(lignes):
    sirens = [ligne["siren"] for ligne in lignes]

    assert len(set(sirens)) == len(sirens) == 112
    assert all(map(is_siren, sirens))


def test_there_are_as_many_bodies_as_the_source_says(lignes):
    natures = [ligne["nature"] for ligne in lignes]

    assert {n: natures.count(n) for n in set(natures)} == {
        "departement": 95,
        "region": 14,
        "collectivite": 3,
    }


def test_no_siren_is_also_that_of_a_commune_or_of_an_intercommunality():
    assert len({entite.siren for entite in list_entites()}) == len(list_entites())


@pytest.mark.parametrize(
    ("siren", "nom", "departements", "region"),
    [
        ("226900017", "Département du Rhône", ("69",), "84"),
        ("200094332", "Collectivité européenne d’Alsace", ("67", "68"), "44"),
        ("233500016", "Région Bretagne", (), "53"),
        ("200076958", "Collectivité de Corse", (), "94"),
        ("229740014", "Département de La Réunion", ("974",), "04"),
    ],
)
def test_a_body_is_known_by_its_siren(siren, nom, departements, region):
    entite = find_entite(siren)

    assert (entite.nom, entite.codes_departement, entite.code_region) == (nom, departements, region)


def test_the_rhone_council_does_not_count_the_people_of_the_metropole_of_lyon():
    lyon, rhone = find_entite("200046977"), find_entite("226900017")

    assert rhone.population < 600_000
    assert lyon.population > 1_300_000


def test_a_department_comes_before_the_towns_of_the_same_name():
    assert [e.nom for e in search_entites("gard", 2)] == ["Département du Gard", "La Garde"]


def test_the_script_gives_the_committed_rows(script, lignes, tmp_path):
    source = tmp_path / "source.csv"
    source.write_text(
        "echelon,code,siren\ndepartement,69,226900017\ndepartement,67A,200094332\n"
        "region,53,233500016\nregion,94,200076958\n",
        encoding="utf-8",
    )
    attendues = {ligne["siren"]: ligne for ligne in lignes}

    derivees = script.derive(source)

    assert [d["siren"] for d in derivees] == ["200076958", "200094332", "226900017", "233500016"]
    for derivee in derivees:
        assert {nom: str(valeur) for nom, valeur in derivee.items()} == attendues[derivee["siren"]]


@pytest.mark.parametrize(
    "ligne", ["departement,01,220100011", "departement,69M,226900017", "region,99,233500016"]
)
def test_what_does_not_add_up_stops_the_script(script, tmp_path, ligne):
    source = tmp_path / "source.csv"
    source.write_text(f"echelon,code,siren\n{ligne}\n", encoding="utf-8")

    with pytest.raises((SystemExit, KeyError)):
        script.derive(source)
