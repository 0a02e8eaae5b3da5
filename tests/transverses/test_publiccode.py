"""What catalogues of public software read of the project is true."""

import re
import tomllib
from datetime import date

import pytest
import yaml

from spaser.elements import read_version
from tests.transverses.arbre import RACINE, read

STATUTS = {"3 - Alpha": "development", "4 - Beta": "beta", "5 - Production/Stable": "stable"}
# What the standard takes at most: https://yml.publiccode.tools/schema.core.html
COURTE, FONCTION, LONGUE = 150, 100, (150, 10_000)


@pytest.fixture(scope="module")
def publie():
    return yaml.safe_load(read(RACINE / "publiccode.yml"))


@pytest.fixture(scope="module")
def projet():
    return tomllib.loads(read(RACINE / "pyproject.toml"))["project"]


def test_its_name_version_licence_and_state_are_those_of_the_project(publie, projet):
    assert publie["name"] == projet["name"]
    assert publie["softwareVersion"] == read_version() == projet["version"]
    assert publie["legal"]["license"] == projet["license"]
    assert [publie["legal"]["mainCopyrightOwner"]] == [a["name"] for a in projet["authors"]]
    assert f"(c) 2026 {publie['legal']['mainCopyrightOwner']}" in read(RACINE / "LICENSE")
    [statut] = [c for c in projet["classifiers"] if c.startswith("Development Status")]
    assert publie["developmentStatus"] == STATUTS[statut.removeprefix("Development Status :: ")]


def test_its_day_is_that_of_the_release(publie):
    jour = re.search(
        rf"^## \[{re.escape(read_version())}\] - (\S+)$",
        read(RACINE / "CHANGELOG.md"),
        re.MULTILINE,
    )

    assert jour
    assert publie["releaseDate"] == jour.group(1)
    assert date.fromisoformat(publie["releaseDate"])


def test_it_is_a_web_site_in_french_only(publie):
    assert publie["softwareType"] == "standalone/web"
    assert publie["platforms"] == ["web", "linux", "mac"]
    assert publie["localisation"] == {"localisationReady": False, "availableLanguages": ["fr"]}


def test_each_description_holds_in_what_the_standard_takes(publie, projet):
    textes = publie["description"]

    assert textes["fr"]["shortDescription"] == projet["description"]
    for dits in textes.values():
        assert len(dits["shortDescription"]) <= COURTE
        assert LONGUE[0] <= len(dits["longDescription"]) <= LONGUE[1]
        assert [f for f in dits["features"] if len(f) > FONCTION] == []
    assert len(textes["fr"]["features"]) == len(textes["en"]["features"]) == 8


def test_its_features_name_what_the_project_reads_and_writes(publie):
    lecteurs = "\n".join(read(f) for f in sorted((RACINE / "spaser/moteur/decp").rglob("*.py")))
    rendus = {f.stem.upper() for f in (RACINE / "spaser/documents/rendus").glob("*.py")}
    classeurs = {f.stem.upper() for f in (RACINE / "spaser/documents").glob("*.py")}
    for langue in ("fr", "en"):
        lecture, *_, emporter, _ = publie["description"][langue]["features"]
        lus = set(re.findall(r"JSON|XML|CSV|Parquet", lecture))
        ecrits = set(re.findall(r"[A-Z]{3,4}\b", emporter))
        assert {forme for forme in lus if forme.lower() in lecteurs.lower()} == {
            "JSON", "XML", "CSV", "Parquet"
        }  # fmt: skip
        assert ecrits == {"DOCX", "ODT", "PDF", "PPTX"} & rendus | {"XLSX", "ODS"} & classeurs
