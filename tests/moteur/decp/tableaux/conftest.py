"""Small tables on disk, and what a reader makes of them."""

import csv
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from spaser.moteur.valeurs import Lecture

NESTED = (
    "acheteur",
    "autoriteConcedante",
    "lieuExecution",
    "titulaires",
    "concessionnaires",
    "modifications",
    "actesSousTraitance",
    "modificationsActesSousTraitance",
    "donneesExecution",
    "_anomalies",
)


@dataclass
class Lu:
    """The result of a reader: its account, and its records without the empty columns."""

    lecture: Lecture
    records: list[dict]

    def codes(self, rang=0):
        return [a["code"] for a in self.records[rang].get("_anomalies", [])]


def write_csv(chemin: Path, lignes, *, separateur=",", encodage="utf-8", entete=None):
    """Write dictionaries as CSV; every key of any of them is a column."""
    colonnes = entete or list(dict.fromkeys(k for ligne in lignes for k in ligne))
    with chemin.open("w", encoding=encodage, newline="") as fichier:
        ecrit = csv.writer(fichier, delimiter=separateur)
        ecrit.writerow(colonnes)
        ecrit.writerows([[ligne.get(c, "") for c in colonnes] for ligne in lignes])
    return chemin


def read_with(load, chemin: Path, travail: Path, table="brut") -> Lu:
    """Run a reader on an empty base and give its records back as dictionaries, by rank."""
    with duckdb.connect() as connexion:
        lecture = load(connexion, chemin, table, travail)
        nom = '"' + table.replace('"', '""') + '"'
        curseur = connexion.execute(f"SELECT * FROM {nom} ORDER BY _rang")
        noms = [d[0] for d in curseur.description]
        lignes = [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
        tables = connexion.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert tables == [(table,)], "no temporary table is left"
    records = [{k: v for k, v in ligne.items() if v is not None} for ligne in lignes]
    for record in records:
        record.update({k: json.loads(record[k]) for k in NESTED if k in record})
    return Lu(lecture, records)


@pytest.fixture
def travail(tmp_path):
    dossier = tmp_path / "travail"
    dossier.mkdir()
    yield dossier
    assert not list(dossier.iterdir()), "the working folder is left empty"


@pytest.fixture
def lire(tmp_path, travail):
    """Write lines as CSV and read them: lire(load, lignes, separateur=…, encodage=…)."""

    def run(load, lignes, **options):
        return read_with(load, write_csv(tmp_path / "table.csv", lignes, **options), travail)

    return run


@pytest.fixture(scope="session")
def lire_octets():
    """Read the bytes of a table, as often as a property asks: lire_octets(load, bytes)."""

    def run(load, octets):
        with tempfile.TemporaryDirectory() as dossier:
            chemin = Path(dossier) / "table.csv"
            chemin.write_bytes(octets)
            return read_with(load, chemin, Path(dossier))

    return run


@pytest.fixture
def relire(travail):
    """Read a file that exists: relire(load, chemin, table)."""

    def run(load, chemin, table="brut"):
        return read_with(load, chemin, travail, table)

    return run
