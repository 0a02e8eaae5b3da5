"""From a published file to the store and back to the official format."""

import copy
import json
from datetime import date

import pytest
from jsonschema import Draft7Validator

from spaser.moteur.decp.controle.modele import Sort
from spaser.moteur.entrepot.lecture import open_entrepot
from spaser.moteur.importation import import_fichiers
from spaser.moteur.reparation.examen import (
    NOUVEAU_FORMAT,
    examine_acheteur,
)
from tests.moteur.decp.controle.conftest import CONCESSION, MARCHE, encode, modify

AUJOURDHUI = date(2026, 11, 24)
SIREN = "217500016"

CASSES = {
    "2025-101": {"considerationsSociales": ...},
    "2025-102": {"considerationsSociales": {"considerationSociale": []}},
    "2025-103": {"dateNotification": "10/03/2025"},
    "2025-104": {"nature": "MARCHE"},
    "2025-105": {"montant": "beaucoup"},
    "2025-106": {"montant": 1},
    "2025-107": {"titulaires.0.titulaire.id": "552032"},
    "2025-108": {"techniques": {"technique": ["Sans objet"]}},
    "2025-109": {"modifications.0.modification.dateNotificationModification": "hier"},
    "2025-110": {"acheteur.id": "217500016"},
    "2025-111": {"procedure": "Au petit bonheur"},
    "2025-112": {"dateNotification": "2034-03-10", "datePublicationDonnees": "2034-03-20"},
    "2025-113": {"montant": 999_999_999, "modifications": ...},
    "2025-114": {"montant": 10**17, "modifications": ...},
    "2025-115": {"titulaires": []},
    "2025-116": {"titulaires": MARCHE["titulaires"] * 2},
    "2025-117": {"modifications.0.modification.montant": 70},
    "2025-118": {"objet": "TEST"},
}


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    """A store of sound and broken records, and of one that is older than the present format."""
    dossier = tmp_path_factory.mktemp("reparation")
    marches = [MARCHE, *(_break(numero, **changes) for numero, changes in CASSES.items())]
    _publish(dossier / "v2.json", {"marche": marches, "contrat-concession": [CONCESSION]})
    _publish(dossier / "v1.json", [_former("20230000100", "2023-05-02")])
    _publish(dossier / "tard.json", [_former("20250000100", "2025-05-02")])
    import_fichiers([str(f) for f in sorted(dossier.glob("*.json"))], dossier / "entrepot")
    with open_entrepot(dossier / "entrepot") as ouvert:
        yield ouvert


def _break(numero, **changes):
    return modify(MARCHE, **{"id": numero, "objet": f"Objet {numero}"} | changes)


def _former(numero, jour):
    return {
        "_type": "Marché",
        "id": numero,
        "acheteur": {"id": "21750001600019", "nom": "Ville"},
        "nature": "Marché",
        "objet": f"Ancien {numero}",
        "codeCPV": "77310000",
        "procedure": "Procédure adaptée",
        "dureeMois": 12,
        "dateNotification": jour,
        "datePublicationDonnees": jour,
        "montant": 50000,
        "titulaires": [{"typeIdentifiant": "SIRET", "id": "55203253400646"}],
        "modifications": [],
    }


def _publish(chemin, contenu):
    chemin.write_bytes(encode({"marches": contenu}))


@pytest.fixture(scope="module")
def contrats(entrepot):
    return {c.publie.id: c for c in examine_acheteur(entrepot, SIREN, AUJOURDHUI)}


@pytest.mark.parametrize("modele", [MARCHE, CONCESSION], ids=["marche", "concession"])
def test_a_sound_record_comes_back_as_it_was_published(entrepot, tmp_path, modele):
    sortie = tmp_path / "repare.json"
    examine_acheteur(entrepot, SIREN, AUJOURDHUI, sortie)
    ecrits = json.loads(sortie.read_bytes())["marches"]
    cle = "contrat-concession" if modele is CONCESSION else "marche"
    (retrouve,) = [m for m in ecrits[cle] if m["id"] == modele["id"]]

    assert retrouve == json.loads(encode(copy.deepcopy(modele)))


@pytest.mark.parametrize(
    ("numero", "champ", "code", "sort"),
    [
        ("2025-101", "considerationsSociales", "champ_absent", Sort.ACHETEUR),
        ("2025-102", "considerationsSociales", "champ_absent", Sort.ACHETEUR),
        ("2025-103", "dateNotification", "date_forme", Sort.REPARABLE),
        ("2025-105", "montant", "nombre_illisible", Sort.ACHETEUR),
        ("2025-106", "montant", "montant_factice", Sort.ACHETEUR),
        ("2025-107", "titulaires.id", "siret_invalide", Sort.ACHETEUR),
        (
            "2025-109",
            "modifications.dateNotificationModification",
            "date_illisible",
            Sort.ACHETEUR,
        ),
        ("2025-110", "acheteur.id", "siren_pour_siret", Sort.ACHETEUR),
        ("2025-111", "procedure", "valeur_hors_liste", Sort.ACHETEUR),
        ("2025-113", "montant", "montant_aberrant", Sort.ACHETEUR),
        ("2025-114", "montant", "montant_aberrant", Sort.ACHETEUR),
        ("2025-115", "titulaires", "champ_absent", Sort.ACHETEUR),
        ("2025-116", "titulaires", "element_en_double", Sort.REPARABLE),
        ("2025-117", "modifications.montant", "increment_suspect", Sort.ACHETEUR),
        ("2025-118", "objet", "contrat_essai", Sort.ACHETEUR),
        ("20250000100", "marches", "format_ancien", Sort.ACHETEUR),
    ],
)
def test_each_fault_is_told_once_with_its_field(contrats, numero, champ, code, sort):
    dites = [p for p in contrats[numero].problemes if p.sort is not Sort.REMARQUE]

    assert [(p.champ, p.code, p.sort) for p in dites] == [(champ, code, sort)]
    assert contrats[numero].ecrit is (sort is Sort.REPARABLE)


def test_each_day_to_come_is_told_once(contrats):
    dites = [(p.champ, p.code) for p in contrats["2025-112"].problemes]

    assert sorted(dites) == [
        ("dateNotification", "date_future"),
        ("datePublicationDonnees", "date_future"),
    ]


@pytest.mark.parametrize("numero", ["2025-104", "2025-108"])
def test_what_the_reading_understood_is_no_fault_any_more(contrats, numero):
    assert contrats[numero].problemes == ()
    assert contrats[numero].ecrit


def test_a_contract_older_than_the_format_has_nothing_to_mend(contrats):
    ancien = contrats["20230000100"]

    assert ancien.publie.date_notification < NOUVEAU_FORMAT
    assert ancien.hors_format
    assert ancien.problemes == ()


def test_every_contract_is_written_or_left_or_former(contrats):
    sorts = [
        (c.ecrit, c.hors_format, not c.hors_format and c.has(Sort.ACHETEUR))
        for c in contrats.values()
    ]

    assert [sum(sort) for sort in sorts] == [1] * 22
    assert [sum(nombre) for nombre in zip(*sorts, strict=True)] == [6, 1, 15]


def test_writing_the_repaired_file_changes_nothing_of_what_is_told(entrepot, tmp_path):
    contrats = examine_acheteur(entrepot, SIREN, AUJOURDHUI, tmp_path / "repare.json")

    assert contrats == examine_acheteur(entrepot, SIREN, AUJOURDHUI)
    ecrits = json.loads((tmp_path / "repare.json").read_bytes())["marches"]
    assert sum(map(len, ecrits.values())) == 6


@pytest.mark.longue
@pytest.mark.donnees_reelles
def test_the_repaired_files_of_real_buyers_pass_the_official_schema(donnees_reelles, tmp_path):
    (schema,) = donnees_reelles.rglob("schema_decp_v2.0.4.json")
    officiel = Draft7Validator(json.loads(schema.read_text(encoding="utf-8")))
    (dossier,) = donnees_reelles.rglob("v2-2022")
    import_fichiers([str(dossier)], tmp_path / "entrepot")
    sortie, ecrits = tmp_path / "repare.json", 0
    with open_entrepot(tmp_path / "entrepot") as ouvert:
        sirens = ouvert.connexion.execute("SELECT siren FROM acheteurs").fetchall()
        for (siren,) in sirens:
            ecrits += sum(c.ecrit for c in examine_acheteur(ouvert, siren, AUJOURDHUI, sortie))
            fautes = officiel.iter_errors(json.loads(sortie.read_text(encoding="utf-8")))
            assert [faute.message for faute in fautes] == []
        assert sum(c.ecrit for c in examine_acheteur(ouvert, "780705703", AUJOURDHUI)) == 19
    assert ecrits > 600
