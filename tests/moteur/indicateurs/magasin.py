"""A store of a few rows, in memory, for the tests of the indicators."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from spaser.moteur.entrepot.lecture import Entrepot
from spaser.moteur.entrepot.manifeste import Manifeste
from spaser.moteur.entrepot.schema import TABLES
from spaser.moteur.entrepot.vues import RECUS
from spaser.moteur.indicateurs.calcul import sql_agregats, sql_indicateurs
from spaser.moteur.indicateurs.catalogue import PAR_CODE
from spaser.moteur.indicateurs.colonnes import REFERENTIELS
from spaser.moteur.indicateurs.preuve import list_preuve
from spaser.moteur.indicateurs.requetes import join_agregats

SIREN = "213502388"
ANNEE = 2025

COLONNES = {
    **{nom: TABLES[nom] for nom in ("marches", "titulaires", "sous_traitances")},
    **REFERENTIELS,
    "sources": {"cle": "VARCHAR", "nom": "VARCHAR"},
}

MARCHE = {
    "famille": "marche",
    "format": "v2",
    "source": "s",
    "acheteur_siren": SIREN,
    "annee": ANNEE,
    "date_notification": date(ANNEE, 6, 1),
    "nature": "Marché",
    "double_compte": False,
    "montant_utile": 100_000,
}
TITULAIRE = {"modification": 0, "type_identifiant": "SIRET"}
ACTE = {"genre": "acte"}
SEUIL = {
    "type_acheteur": "pouvoir_adjudicateur",
    "debut": date(2024, 1, 1),
    "fin": date(2027, 12, 31),
}


@cache
def write_requete(absents=frozenset(), codes=None):
    """Write the query of all the indicators, or of a few."""
    if codes is None:
        return join_agregats(*sql_agregats(absents))
    choisis = tuple(PAR_CODE[code] for code in codes)
    return sql_indicateurs(choisis)


def open_magasin(tables):
    """Open a store holding these rows: name of the table -> list of dictionaries."""
    connexion = duckdb.connect()
    for nom, colonnes in COLONNES.items():
        champs = ", ".join(f"{colonne} {genre}" for colonne, genre in colonnes.items())
        connexion.execute(f"CREATE TABLE {nom} ({champs})")
        for ligne in tables.get(nom, []):
            noms, marques = ", ".join(ligne), ", ".join("?" for _ in ligne)
            connexion.execute(
                f"INSERT INTO {nom} ({noms}) VALUES ({marques})", list(ligne.values())
            )
    for nom in RECUS:
        connexion.execute(f"CREATE VIEW {nom}_recus AS FROM {nom}")
    return connexion


def compute(connexion, absents=frozenset(), codes=None):
    """Write `valeurs` and return its rows by buyer, year, code and variant."""
    requete = write_requete(absents, codes)
    connexion.execute(f"CREATE OR REPLACE TABLE valeurs AS {requete}")
    curseur = connexion.execute("FROM valeurs")
    noms = [colonne[0] for colonne in curseur.description]
    lignes = [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]
    par_cle = {(v["siren"], v["annee"], v["indicateur"], v["variante"]): v for v in lignes}
    assert len(par_cle) == len(lignes)
    return par_cle


def prove(connexion, code, annee=ANNEE, variante=None, siren=SIREN):
    """List the contracts behind a figure; nothing is kept here, so its query is written first."""
    sans_dossier = Path("nulle-part")
    entrepot = Entrepot(connexion, sans_dossier, sans_dossier, (Manifeste(),))
    return list_preuve(entrepot, siren, code, annee, variante)


def make_titulaire(cle, ordre, identifiant):
    """Make the holder of an identifier: a SIRET, a SIREN, or something that cannot be used."""
    chiffres = identifiant.isdigit()
    return TITULAIRE | {
        "cle": cle,
        "ligne": cle,
        "ordre": ordre,
        "identifiant": identifiant,
        "siret": identifiant if chiffres and len(identifiant) == 14 else None,
        "siren": identifiant[:9] if chiffres and len(identifiant) in (9, 14) else None,
    }


def make_tables(marches, listes=None):
    """Turn contracts written in short (with `titulaires` and `actes`) into the store's rows."""
    tables = {"marches": [], "titulaires": [], "sous_traitances": [], **(listes or {})}
    for cle, abrege in enumerate(marches, start=1):
        marche = {**MARCHE, "cle": cle, "ligne": cle, "rang": cle, "id": f"M{cle}", **abrege}
        titulaires, actes = marche.pop("titulaires", ()), marche.pop("actes", ())
        marche.setdefault("montant_initial", marche["montant_utile"])
        marche.setdefault("montant", marche["montant_initial"])
        tables["marches"].append(marche)
        tables["titulaires"] += [make_titulaire(cle, o, t) for o, t in enumerate(titulaires, 1)]
        tables["sous_traitances"] += [
            ACTE | {"cle": cle, "ligne": cle, "montant": montant} for montant in actes
        ]
    tables["ref_seuils"] = [SEUIL | seuil for seuil in tables.get("ref_seuils", [])]
    tables["sources"] = [{"cle": "s", "nom": "marches.json"}]
    return tables


def open_exemple(exemple):
    """Open the store of a worked example."""
    marches = [dict(zip(exemple.colonnes, ligne, strict=True)) for ligne in exemple.marches]
    return open_magasin(make_tables(marches, exemple.listes))
