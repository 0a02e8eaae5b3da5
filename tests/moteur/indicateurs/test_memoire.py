"""What Ibis wrote is kept for an installation, and written anew when what it rests on moves."""

import json
import sys

import pytest

from spaser.moteur.indicateurs import memoire, requetes
from spaser.moteur.indicateurs.memoire import find_fichier, recall
from spaser.moteur.indicateurs.requetes import Requetes

AUCUNE = frozenset()
ESUS = frozenset({"ref_esus"})


class Ecrivain:
    """Writes a text that tells how many times it was asked."""

    def __init__(self):
        self.fois = 0

    def __call__(self):
        self.fois += 1
        return Requetes(f"SELECT {self.fois}", {"SOC-01": "SELECT 1"})


@pytest.fixture(autouse=True)
def ailleurs(tmp_path, monkeypatch):
    """Keep nothing beside the modules of the project."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "octets"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


def test_a_text_is_written_once_for_the_same_lists():
    ecrit = Ecrivain()

    assert recall(Requetes, AUCUNE, ecrit) == recall(Requetes, AUCUNE, ecrit)
    assert ecrit.fois == 1
    assert recall(Requetes, ESUS, ecrit).valeurs == "SELECT 2"
    assert recall(Requetes, AUCUNE, ecrit).valeurs == "SELECT 1"


def test_other_definitions_write_it_again_and_take_the_place_of_the_former(monkeypatch):
    ecrit = Ecrivain()
    recall(Requetes, AUCUNE, ecrit)
    ancien = find_fichier(AUCUNE)

    monkeypatch.setattr(memoire, "_CODE", "autre")

    assert recall(Requetes, AUCUNE, ecrit).valeurs == "SELECT 2"
    assert not ancien.exists()
    assert [f.name for f in ancien.parent.iterdir()] == [find_fichier(AUCUNE).name]


@pytest.mark.parametrize("nom", ["TABLES", "_ECRIVAINS", "_DOSSIER"])
def test_columns_writers_and_sources_are_all_in_the_name(nom, monkeypatch, tmp_path):
    avant = memoire._hash_code()
    monkeypatch.setattr(memoire, nom, tmp_path if nom == "_DOSSIER" else ())

    assert avant == memoire._CODE != memoire._hash_code()


@pytest.mark.parametrize("contenu", [b"", b"{", json.dumps({"valeurs": 1}).encode()])
def test_a_damaged_text_is_written_again(contenu):
    ecrit = Ecrivain()
    recall(Requetes, AUCUNE, ecrit)
    find_fichier(AUCUNE).write_bytes(contenu)

    assert recall(Requetes, AUCUNE, ecrit).valeurs == "SELECT 2"
    assert recall(Requetes, AUCUNE, ecrit).valeurs == "SELECT 2"


def test_where_modules_are_not_kept_neither_is_the_text(monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert recall(Requetes, AUCUNE, Ecrivain()).valeurs == "SELECT 1"
    assert not find_fichier(AUCUNE).parent.exists()


def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path):
    (tmp_path / "octets").write_text("not a folder", encoding="utf-8")

    assert recall(Requetes, AUCUNE, Ecrivain()).valeurs == "SELECT 1"


def test_an_installation_that_will_be_sealed_has_them_for_any_lists(monkeypatch):
    monkeypatch.setattr(requetes, "_compose_requetes", lambda absents: Requetes(str(absents), {}))

    requetes.compose_all()
    monkeypatch.setattr(requetes, "_compose_requetes", lambda _: pytest.fail("written again"))

    assert len(list(find_fichier(AUCUNE).parent.iterdir())) == 16
    assert requetes.compose_requetes(ESUS).valeurs == str(ESUS)
