"""Whole records, valid against our table, and short ways to control one."""

import copy
from datetime import date
from decimal import Decimal

import msgspec
import pytest

from spaser.moteur.decp.controle.enregistrement import examine_record

AUJOURDHUI = date(2026, 11, 24)

MARCHE = {
    "id": "2025-014",
    "acheteur": {"id": "21750001600019"},
    "nature": "Marché",
    "objet": "Entretien des espaces verts",
    "codeCPV": "77310000",
    "techniques": {"technique": ["Accord-cadre"]},
    "modalitesExecution": {"modaliteExecution": ["Bons de commande"]},
    "procedure": "Appel d'offres ouvert",
    "lieuExecution": {"code": "75056", "typeCode": "Code commune"},
    "dureeMois": 48,
    "dateNotification": "2025-03-10",
    "datePublicationDonnees": "2025-04-02",
    "montant": Decimal("240000.5"),
    "formePrix": "Unitaire",
    "typesPrix": {"typePrix": ["Définitif révisable"]},
    "attributionAvance": True,
    "tauxAvance": Decimal("0.2"),
    "marcheInnovant": False,
    "ccag": "Fournitures courantes et services",
    "offresRecues": 4,
    "typeGroupementOperateurs": "Pas de groupement",
    "sousTraitanceDeclaree": True,
    "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "55203253400646"}}],
    "considerationsSociales": {"considerationSociale": ["Clause sociale", "Critère social"]},
    "considerationsEnvironnementales": {
        "considerationEnvironnementale": ["Pas de considération environnementale"]
    },
    "actesSousTraitance": [
        {
            "acteSousTraitance": {
                "id": 1,
                "sousTraitant": {"typeIdentifiant": "SIRET", "id": "55203253400646"},
                "dureeMois": 12,
                "dateNotification": "2025-05-01",
                "datePublicationDonnees": "2025-05-20",
                "montant": 10000,
                "variationPrix": "Révisable",
            }
        }
    ],
    "modifications": [
        {
            "modification": {
                "id": 1,
                "dateNotificationModification": "2026-01-15",
                "datePublicationDonneesModification": "2026-02-01",
                "dureeMois": 60,
            }
        }
    ],
}

CONCESSION = {
    "id": "DSP-7",
    "autoriteConcedante": {"id": "21750001600019"},
    "nature": "Délégation de service public",
    "objet": "Exploitation de la piscine",
    "procedure": "Procédure négociée ouverte",
    "dureeMois": 96,
    "dateSignature": "2025-01-10",
    "datePublicationDonnees": "2025-01-20",
    "dateDebutExecution": "2025-03-01",
    "valeurGlobale": 4200000,
    "montantSubventionPublique": 0,
    "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": "55203253400646"}}],
    "considerationsSociales": {"considerationSociale": ["Concession réservée"]},
    "considerationsEnvironnementales": {
        "considerationEnvironnementale": ["Critère environnemental"]
    },
    "donneesExecution": [
        {
            "donneesAnnuelles": {
                "datePublicationDonneesExecution": "2026-02-01",
                "depensesInvestissement": 150000,
                "tarifs": [{"tarif": {"intituleTarif": "Entrée", "tarif": Decimal("4.5")}}],
            }
        }
    ],
}


encode = msgspec.json.Encoder(decimal_format="number").encode


def place(objet, chemin, valeur):
    """Set a value at `titulaires.0.titulaire.id`; `...` takes the field off."""
    *parents, dernier = [int(c) if c.isdigit() else c for c in chemin.split(".")]
    for cle in parents:
        objet = objet[cle]
    if valeur is ...:
        del objet[dernier]
    else:
        objet[dernier] = valeur


def modify(modele, **changements):
    """Return a copy of a record with fields changed; `__` stands for a dot."""
    objet = copy.deepcopy(modele)
    for chemin, valeur in changements.items():
        place(objet, chemin.replace("__", "."), valeur)
    return objet


@pytest.fixture
def marche():
    """Make a contract, with changes."""
    return lambda **changements: modify(MARCHE, **changements)


@pytest.fixture
def concession():
    """Make a concession, with changes."""
    return lambda **changements: modify(CONCESSION, **changements)


@pytest.fixture
def examiner():
    """Examine a record, of the family that its fields tell."""

    def examine(objet, **options):
        famille = "concession" if "autoriteConcedante" in objet else "marche"
        return examine_record(famille, objet, AUJOURDHUI, **options)

    return examine


@pytest.fixture
def publier(tmp_path):
    """Write a file in the official wrapper."""

    def write(marches=(), concessions=(), nom="publie.json"):
        contenu = {"marche": list(marches)}
        if concessions:
            contenu["contrat-concession"] = list(concessions)
        chemin = tmp_path / nom
        chemin.write_bytes(encode({"marches": contenu}))
        return chemin

    return write
