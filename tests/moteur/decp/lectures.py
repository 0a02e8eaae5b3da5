"""Records written for the tests, and what the readers made of them."""

import json
from pathlib import Path

MARCHE = {
    "id": "2025-014",
    "acheteur": {"id": "21750001600019"},
    "nature": "Marché",
    "objet": "Entretien des espaces verts, lot n° 1",
    "codeCPV": "77310000",
    "techniques": {"technique": ["Sans objet"]},
    "dureeMois": 48,
    "montant": 240000.5,
    "titulaires": [
        {"titulaire": {"typeIdentifiant": "SIRET", "id": "55203253400646"}},
        {"titulaire": {"typeIdentifiant": "TVA", "id": "FR12552032534"}},
    ],
    "modifications": [{"modification": {"id": 1, "montant": 250000}}],
}
CONCESSION = {
    "id": "DSP-2024",
    "autoriteConcedante": {"id": "21750001600019"},
    "nature": "Délégation de service public",
    "objet": "Exploitation du port de plaisance",
    "valeurGlobale": 1200000,
    "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": "55203253400646"}}],
}
ANCIEN = {
    "id": "2019000100",
    "acheteur": {"id": "21350238800019", "nom": "Ville imaginaire"},
    "_type": "Marché",
    "nature": "Accord-cadre",
    "objet": "Fournitures de bureau",
    "montant": 1000,
    "titulaires": [
        {"id": "81223113200026", "typeIdentifiant": "SIRET", "denominationSociale": "Martin"},
        {"id": "38103128500491", "typeIdentifiant": "SIRET", "denominationSociale": "Durand"},
    ],
    "modifications": [],
}


def number(record, nombre):
    """Copies of a record that differ by their id."""
    return [{**record, "id": f"{record['id']}-{rang}"} for rang in range(1, nombre + 1)]


def dump(valeur, **options) -> bytes:
    return json.dumps(valeur, ensure_ascii=False, **options).encode()


def read_lignes(lecture) -> list[dict]:
    """The lines that a reader wrote, checked against what it counted."""
    lignes = [
        json.loads(ligne)
        for fichier in lecture.fichiers
        for ligne in Path(fichier).read_bytes().splitlines()
    ]
    rangs = [ligne["_rang"] for ligne in lignes] + [r.rang for r in lecture.rebuts]
    assert lecture.lus == len(rangs) == len(set(rangs))
    return lignes


def strip(ligne):
    """A line without what the reader added."""
    return {cle: valeur for cle, valeur in ligne.items() if cle[:1] != "_" or cle == "_type"}


def list_codes(lecture):
    return [rebut.code for rebut in lecture.rebuts]


def list_anomalies(ligne):
    return [(a["code"], a["champ"]) for a in ligne.get("_anomalies", [])]
