"""What is told of the lists of firms: loaded or not, of which day, how to load them."""

import json
from pathlib import Path

import duckdb
import pytest

from spaser.moteur.referentiels.depot import MANIFESTE, is_importing, list_listes

FICHE = {
    "fichier": "liste-esus.xlsx",
    "libelle": "ESUS",
    "date": "2026-01-15",
    "source": "Trésor",
    "licence": "à vérifier",
    "url": None,
    "date_estimee": False,
}


@pytest.fixture
def dossier(tmp_path):
    """Give a folder that has one list of three rows."""
    requete = f"COPY (SELECT range AS siren FROM range(3)) TO '{tmp_path}/esus.parquet'"
    with duckdb.connect() as connexion:
        connexion.execute(requete)
    (tmp_path / MANIFESTE).write_text(json.dumps({"esus": FICHE}))
    return tmp_path


def test_those_that_are_missing_come_first_the_others_with_rows_and_day(dossier):
    *manquent, chargee = list_listes(dossier)

    assert [liste.est_chargee for liste in manquent] == [False] * 3
    assert (chargee.code, chargee.lignes, str(chargee.date)) == ("esus", 3, "2026-01-15")


def test_a_folder_that_is_not_there_lacks_every_list(tmp_path):
    assert [liste.lignes for liste in list_listes(tmp_path / "absent")] == [None] * 4
    assert not is_importing(tmp_path / "absent")


def test_each_list_says_what_to_type(dossier):
    commandes = [liste.write_commande(Path("mes données")) for liste in list_listes(dossier)]

    assert "spaser importer fournisseurs-inclusifs.csv --entrepot 'mes données'" in commandes


def test_an_import_at_work_is_seen(dossier):
    (dossier / ".import-abc").mkdir()

    assert is_importing(dossier)
