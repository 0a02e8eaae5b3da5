"""Fictitious records and files of contracts, and what a store made of them."""

from __future__ import annotations

import json
from pathlib import Path

from spaser.moteur.entrepot.lecture import open_entrepot


def cle_luhn(chiffres: str) -> str:
    """Return the digit that makes a number pass the Luhn check."""
    total = 0
    for rang, chiffre in enumerate(reversed(chiffres)):
        produit = int(chiffre) * (2 - rang % 2)
        total += produit - 9 * (produit > 9)
    return str(-total % 10)


def siren(numero: int) -> str:
    racine = f"9{numero:07d}"
    return racine + cle_luhn(racine)


def siret(numero: int, etablissement: int = 1) -> str:
    racine = f"{siren(numero)}{etablissement:04d}"
    return racine + cle_luhn(racine)


ACHETEUR = siret(1)
AUTRE_ACHETEUR = siret(2)
TITULAIRE = siret(11)
AUTRE_TITULAIRE = siret(12)


def titulaire_v2(identifiant: str = TITULAIRE, genre: str = "SIRET") -> dict:
    return {"titulaire": {"typeIdentifiant": genre, "id": identifiant}}


def titulaire_v1(identifiant: str = TITULAIRE, nom: str = "Atelier Bleu") -> dict:
    return {"typeIdentifiant": "SIRET", "id": identifiant, "denominationSociale": nom}


def marche(**champs) -> dict:
    """Return a contract of schema v2; None removes a field."""
    record = {
        "id": "2024-001",
        "acheteur": {"id": ACHETEUR},
        "nature": "Marché",
        "objet": "Entretien des espaces verts",
        "codeCPV": "77310000-6",
        "techniques": {"technique": ["Sans objet"]},
        "modalitesExecution": {"modaliteExecution": ["Sans objet"]},
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "35238", "typeCode": "Code commune"},
        "dureeMois": 12,
        "dateNotification": "2024-03-01",
        "datePublicationDonnees": "2024-03-15",
        "montant": 90000,
        "formePrix": "Unitaire",
        "typesPrix": {"typePrix": ["Définitif ferme"]},
        "attributionAvance": False,
        "marcheInnovant": False,
        "ccag": "Fournitures courantes et services",
        "offresRecues": 3,
        "typeGroupementOperateurs": "Pas de groupement",
        "sousTraitanceDeclaree": False,
        "titulaires": [titulaire_v2()],
        "considerationsSociales": {"considerationSociale": ["Clause sociale"]},
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": ["Pas de considération environnementale"]
        },
    }
    return _with(record, champs)


def concession(**champs) -> dict:
    """Return a concession of schema v2; None removes a field."""
    record = {
        "id": "C-2024-1",
        "autoriteConcedante": {"id": ACHETEUR},
        "nature": "Concession de service",
        "objet": "Exploitation de la halle",
        "procedure": "Procédure négociée ouverte",
        "dureeMois": 60,
        "dateSignature": "2024-02-01",
        "datePublicationDonnees": "2024-02-10",
        "dateDebutExecution": "2024-03-01",
        "valeurGlobale": 500000,
        "montantSubventionPublique": 10000,
        "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": TITULAIRE}}],
        "considerationsSociales": {"considerationSociale": ["Concession réservée"]},
        "considerationsEnvironnementales": {
            "considerationEnvironnementale": ["Clause environnementale"]
        },
    }
    return _with(record, champs)


def marche_v1(**champs) -> dict:
    """Return a contract of schema v1; None removes a field."""
    record = {
        "_type": "Marché",
        "id": "20190000100",
        "acheteur": {"id": ACHETEUR, "nom": "Ville de Valfleur"},
        "nature": "Marché",
        "objet": "Réfection de la toiture",
        "codeCPV": "45260000-7",
        "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "35", "typeCode": "Code département", "nom": "Ille-et-Vilaine"},
        "dureeMois": 4,
        "dateNotification": "2019-01-10",
        "datePublicationDonnees": "2019-01-20",
        "montant": 60000.5,
        "formePrix": "Ferme",
        "titulaires": [titulaire_v1()],
        "modifications": [],
    }
    return _with(record, champs)


def _with(record: dict, champs: dict) -> dict:
    return {cle: valeur for cle, valeur in {**record, **champs}.items() if valeur is not None}


def modification(**champs) -> dict:
    return {"modification": champs}


def write_v2(chemin: Path, marches=(), concessions=None) -> Path:
    """Write a v2 file; the second family is there only when it is given."""
    racine = {"marche": list(marches)}
    if concessions is not None:
        racine["contrat-concession"] = list(concessions)
    return write_json(chemin, {"marches": racine})


def write_v1(chemin: Path, records) -> Path:
    return write_json(chemin, {"marches": list(records)})


def write_json(chemin: Path, racine) -> Path:
    chemin.write_text(json.dumps(racine, ensure_ascii=False), encoding="utf-8")
    return chemin


def ask(dossier: Path, requete: str, parametres=(), prive: Path | None = None) -> list[tuple]:
    """Run a query on a store."""
    with open_entrepot(dossier, prive) as entrepot:
        return entrepot.connexion.execute(requete, list(parametres)).fetchall()


def ask_one(dossier: Path, requete: str, parametres=(), prive: Path | None = None) -> tuple:
    """Run a query that gives one row."""
    (ligne,) = ask(dossier, requete, parametres, prive)
    return ligne


def sorts(rapport) -> dict[str, int]:
    """Return what became of the records of an import, without the zeros; the sum must hold."""
    assert rapport.is_exact(), rapport.totaux
    for fichier in rapport.fichiers:
        compte = fichier.contrats + fichier.concessions + fichier.versions + fichier.copies
        assert fichier.lus == compte + fichier.quarantaine, fichier
    return {nom: n for nom, n in rapport.totaux.items() if n and nom != "lignes"}


def list_codes(dossier: Path, rang: int | None = None) -> set[tuple[str, str]]:
    """Return the anomalies of a store as couples (code, field)."""
    lignes = ask(dossier, "SELECT rang, code, champ FROM anomalies")
    return {(code, champ) for place, code, champ in lignes if rang in {None, place}}
