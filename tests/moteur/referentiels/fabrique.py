"""Small files shaped like the official ones, with fictitious entities."""

import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq


def _cle(chiffres: str) -> str:
    """Control digit that completes the number."""
    total = 0
    for rang, caractere in enumerate(reversed(chiffres)):
        produit = int(caractere) * (2 - rang % 2)
        total += produit - 9 if produit > 9 else produit
    return str(-total % 10)


def siren(n: int) -> str:
    racine = f"{n:08}"
    return racine + _cle(racine)


def siret(n: int, etablissement: int = 1) -> str:
    racine = siren(n) + f"{etablissement:04}"
    return racine + _cle(racine)


MOTIFS = {
    "identifiant_absent", "identifiant_invalide", "identifiants_contradictoires", "siret_absent",
    "siret_invalide", "type_inconnu", "inactive", "doublon", "non_rencontre", "siret_ecarte",
    "date_debut_illisible", "date_fin_illisible", "duree_illisible", "fin_avant_debut",
}  # fmt: skip
"""Why a line, or a value, is left out."""

A, B, C, D = (siren(81234560 + n) for n in range(4))
SIRET_A, SIRET_B = siret(81234560), siret(81234561)

# Columns of the real stock, in its order; the ones nobody reads here are left out.
UNITE = {
    "siren": A,
    "statutDiffusionUniteLegale": "O",
    "dateCreationUniteLegale": "2001-02-03",
    "sigleUniteLegale": None,
    "prenomUsuelUniteLegale": None,
    "dateDernierTraitementUniteLegale": "2026-10-31T04:05:06",
    "categorieEntreprise": "PME",
    "dateDebut": "2020-01-01",
    "etatAdministratifUniteLegale": "A",
    "nomUniteLegale": None,
    "nomUsageUniteLegale": None,
    "denominationUniteLegale": "ATELIER DU LAC",
    "denominationUsuelle1UniteLegale": None,
    "categorieJuridiqueUniteLegale": "5710",
    "activitePrincipaleUniteLegale": "43.21A",
    "economieSocialeSolidaireUniteLegale": "N",
    "societeMissionUniteLegale": None,
}
ETABLISSEMENT = {
    "siren": A,
    "nic": SIRET_A[9:],
    "siret": SIRET_A,
    "statutDiffusionEtablissement": "O",
    "dateDernierTraitementEtablissement": "2026-10-30T00:00:00",
    "etablissementSiege": "true",
    "codePostalEtablissement": "75002",
    "codeCommuneEtablissement": "75102",
    "dateDebut": "2020-01-01",
    "etatAdministratifEtablissement": "A",
}


def write_parquet(chemin: Path, lignes: list[dict], modele: dict, sauf: tuple = ()) -> Path:
    rangees = [modele | ligne for ligne in lignes]
    colonnes = {c: [r[c] for r in rangees] for c in modele if c not in sauf}
    types = {c: pa.string() for c, v in colonnes.items() if all(x is None for x in v)}
    pq.write_table(pa.table({c: pa.array(v, types.get(c)) for c, v in colonnes.items()}), chemin)
    return chemin


def write_unites(chemin: Path, *lignes: dict, sauf: tuple = ()) -> Path:
    return write_parquet(chemin, list(lignes), UNITE, sauf)


def write_etablissements(chemin: Path, *lignes: dict) -> Path:
    return write_parquet(chemin, list(lignes), ETABLISSEMENT)


def write_classeur(chemin: Path, **feuilles: list[list]) -> Path:
    classeur = openpyxl.Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in feuilles.items():
        feuille = classeur.create_sheet(nom)
        for ligne in lignes:
            feuille.append(ligne)
    classeur.save(chemin)
    return chemin


def write_json(chemin: Path, document: object) -> Path:
    chemin.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return chemin
