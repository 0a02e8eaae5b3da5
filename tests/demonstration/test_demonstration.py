import csv
import gzip
import hashlib
import json
import time
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from spaser.demonstration.fichiers import write_demonstration
from spaser.demonstration.territoire import ACHETEURS, build_siren, build_siret
from spaser.elements import is_siren, is_siret
from tests.outils.machine import allow


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return write_demonstration(tmp_path_factory.mktemp("demo"))


def read_json(chemin: Path):
    octets = chemin.read_bytes()
    return json.loads(gzip.decompress(octets) if chemin.suffix == ".gz" else octets)["marches"]


@pytest.fixture(scope="module")
def v1(demo):
    return read_json(demo.fichiers[0])


@pytest.fixture(scope="module")
def v2(demo):
    return [m for chemin in demo.fichiers[1:4] for m in read_json(chemin)["marche"]]


def empreintes(dossier: Path):
    return {
        str(chemin.relative_to(dossier)): hashlib.sha256(chemin.read_bytes()).hexdigest()
        for chemin in sorted(dossier.rglob("*"))
        if chemin.is_file()
    }


def test_the_same_bytes_come_each_time(demo, tmp_path):
    assert empreintes(write_demonstration(tmp_path).dossier) == empreintes(demo.dossier)


def test_it_takes_less_than_two_seconds(tmp_path):
    debut = time.process_time()
    write_demonstration(tmp_path)
    assert time.process_time() - debut < allow(2)


def test_there_are_about_three_thousand_records(demo, v1, v2):
    xml = etree.parse(demo.fichiers[4]).getroot()
    assert 2800 < len(v1) + len(v2) + len(xml) < 3300


def test_numbers_are_valid_and_names_say_they_are_fictitious(v1):
    for acheteur in ACHETEURS:
        assert is_siren(acheteur.siren)
        assert all(is_siret(siret) for siret in acheteur.sirets)
        assert acheteur.siren.startswith("0010")
    for marche in v1:
        assert marche["acheteur"]["nom"].endswith("(fictif)")
        assert all(t["denominationSociale"].endswith("(fictif)") for t in marche["titulaires"])


def test_the_key_is_right_for_any_number():
    assert all(is_siren(build_siren("00102", n)) for n in range(1, 1000, 7))
    assert all(is_siret(build_siret(build_siren("00102", 5), n)) for n in range(1, 100))


def sociales(marche):
    return (marche.get("considerationsSociales") or {}).get("considerationSociale")


def presence(v1, v2):
    """Tell which oddities of real files are there."""
    cles = [(m["acheteur"]["id"], m["id"]) for m in v2 if "acheteur" in m]
    objets = {(m["acheteur"]["id"], m["id"], m["objet"]) for m in v2 if "acheteur" in m}
    textes = [json.dumps(m, sort_keys=True) for m in v2]
    return {
        "réponse absente": any("considerationsSociales" not in m for m in v2),
        "réponse vide": any(sociales(m) == [] for m in v2),
        "réponse NC": any(sociales(m) == ["NC"] for m in v2),
        "réservé": any(sociales(m) == ["Marché réservé"] for m in v2),
        "copie": len(textes) > len(set(textes)),
        "version": len(objets) < len(cles),
        "lots d'un même id": len({(a, i) for a, i, _ in objets}) < len(objets),
        "accord-cadre": any(m["techniques"]["technique"] == ["Accord-cadre"] for m in v2),
        "subséquent": any("idAccordCadre" in m for m in v2),
        "plusieurs titulaires": any(len(m["titulaires"]) > 1 for m in v2),
        "montant factice": any(m["montant"] in (0, 1, 999_999_999) for m in v1 + v2),
        "modification": any("modifications" in m for m in v2),
        "sous-traitance": any("actesSousTraitance" in m for m in v2),
        "inutilisable": any("acheteur" not in m for m in v2),
        "titulaire sans SIRET": any(
            t["titulaire"]["id"] == "00000000000000" for m in v2 for t in m["titulaires"]
        ),
    }


def test_every_oddity_of_real_files_is_there(v1, v2):
    manquantes = [nom for nom, la in presence(v1, v2).items() if not la]
    assert manquantes == []


def test_no_considerations_before_2024(v1):
    assert all("considerationsSociales" not in m for m in v1)
    assert {m["dateNotification"][:4] for m in v1} == {"2019", "2020", "2021", "2022", "2023"}


def test_frameworks_and_subsequent_contracts_meet(v2):
    ids = {(m["acheteur"]["id"][:9], m["id"]) for m in v2 if "acheteur" in m}
    filles = [m for m in v2 if "idAccordCadre" in m]
    assert any((m["acheteur"]["id"][:9], m["idAccordCadre"]) in ids for m in filles)


def test_nothing_is_published_after_the_date_of_the_data(v1, v2):
    assert max(m["datePublicationDonnees"] for m in v1 + v2) <= "2026-10-30"


def test_the_lists_open_in_their_tools(demo):
    feuille = openpyxl.load_workbook(demo.esus).active
    lignes = list(feuille.iter_rows(values_only=True))
    assert lignes[1][:2] == ("Dénomination", "SIREN")
    assert all(is_siren(ligne[1]) for ligne in lignes[2:])
    with demo.inclusion.open(encoding="utf-8") as flux:
        structures = list(csv.DictReader(flux, delimiter=";"))
    assert all(is_siret(structure["siret"]) for structure in structures)
    assert {"EI", "EA"} <= {structure["type de structure"] for structure in structures}
