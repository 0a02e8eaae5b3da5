"""Real files and official examples: the repaired file passes the official schema 2.0.4."""

import json
from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from jsonschema import Draft7Validator

from spaser.moteur.decp.controle.enregistrement import examine_record
from spaser.moteur.decp.controle.execution import control_fichiers
from tests.moteur.decp.controle.test_reparation_proprietes import damaged

pytestmark = pytest.mark.donnees_reelles

AUJOURDHUI = date(2026, 11, 24)
FAMILLES = {"marche": "marche", "contrat-concession": "concession"}

encode = msgspec.json.Encoder(decimal_format="number").encode
decode = msgspec.json.Decoder(float_hook=Decimal).decode


@pytest.fixture(scope="module")
def schema(donnees_reelles):
    (chemin,) = donnees_reelles.rglob("schema_decp_v2.0.4.json")
    return json.loads(chemin.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def officiels(schema):
    """The official rules of one record, by key of the wrapper."""
    return {
        cle: Draft7Validator(
            {"definitions": schema["definitions"], "allOf": [{"$ref": f"#/definitions/{cle}"}]}
        )
        for cle in FAMILLES
    }


@pytest.fixture(scope="module")
def fichiers(donnees_reelles):
    dossiers = ["v2-2022", "exemples-officiels/v2-json", "exemples-officiels/v2-xml"]
    trouves = [f for d in dossiers for f in sorted(donnees_reelles.rglob(f"{d}/*.*"))]
    assert len(trouves) > 10
    return trouves


def test_every_repaired_file_passes_the_official_schema(fichiers, schema, tmp_path):
    validateur = Draft7Validator(schema)
    ecrits = 0
    for rang, fichier in enumerate(fichiers):
        sortie = tmp_path / f"{rang}.json"
        rapport = control_fichiers([fichier], AUJOURDHUI, sortie=sortie)
        repare = json.loads(sortie.read_text(encoding="utf-8"))

        assert [e.message for e in validateur.iter_errors(repare)] == []
        assert rapport.lus == rapport.ecrits + rapport.laisses
        assert sum(map(len, repare["marches"].values())) == rapport.ecrits
        ecrits += rapport.ecrits
    assert ecrits > 600


def test_the_control_of_a_repaired_file_finds_nothing_to_repair(fichiers, tmp_path):
    for rang, fichier in enumerate(fichiers):
        un, deux = tmp_path / f"{rang}.json", tmp_path / f"{rang}-bis.json"
        premier = control_fichiers([fichier], AUJOURDHUI, sortie=un)
        if premier.ecrits:
            second = control_fichiers([un], AUJOURDHUI, sortie=deux)
            assert second.valides == second.lus == premier.ecrits
            assert deux.read_bytes() == un.read_bytes()


def test_our_table_and_the_official_schema_refuse_the_same_records(fichiers, officiels):
    ecarts = []
    for fichier in (f for f in fichiers if f.suffix == ".json"):
        marches = decode(fichier.read_bytes())["marches"]
        for cle, famille in FAMILLES.items():
            for objet in marches.get(cle, []):
                simple = json.loads(encode(objet))
                verdict = examine_record(famille, objet, AUJOURDHUI)
                if officiels[cle].is_valid(simple) != verdict.conforme:
                    ecarts.append((fichier.name, objet["id"]))
    assert ecarts == []


def test_files_in_the_former_format_give_no_repaired_record(donnees_reelles, tmp_path):
    (fichier,) = donnees_reelles.rglob("marches-securises_ville-de-croix_2019-2021.json")
    rapport = control_fichiers([fichier], AUJOURDHUI, sortie=tmp_path / "r.json")

    assert (rapport.lus, rapport.ecrits, rapport.laisses) == (159, 0, 159)


@pytest.mark.longue
@given(damaged())
def test_whatever_the_damage_a_repair_passes_the_official_schema(officiels, tirage):
    famille, objet = tirage
    verdict = examine_record(famille, objet, AUJOURDHUI)
    if verdict.repare is not None:
        cle = next(cle for cle, nom in FAMILLES.items() if nom == famille)
        repare = json.loads(encode(verdict.repare))
        assert [e.message for e in officiels[cle].iter_errors(repare)] == []
