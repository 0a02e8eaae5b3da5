"""Derive the embedded table of departments and regions as bodies: their SIREN and their names.

    python scripts/referentiels/derive_collectivites.py collectivites-siren.csv

The source is a table `echelon,code,siren` drawn from Sirene (Insee) on 9 October 2026; names and
populations come from the territory tables, to be derived first. Writes `collectivites.csv`, one row
a body. Anything that does not add up stops the script.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyarrow.parquet as pq

from spaser.elements import is_siren

TABLES: Final = Path(__file__).parents[2] / "spaser/moteur/referentiels/tables"
COLONNES: Final = ("siren", "nature", "nom", "region", "departements", "population")
METROPOLE_DE_LYON: Final = "200046977"  # a body of its own: the Rhône council governs the rest

# How French names each department council: « Département de l’Ain ».
ARTICLES: Final = {
    "de l’": "01 02 03 07 09 10 11 12 27 34 36 38 60 61 89 91",
    "des ": "04 05 06 08 13 22 40 64 65 66 78 79 88 92",
    "du ": "14 15 18 25 29 30 32 39 45 46 56 59 62 63 69 81 83 90 94 95",
    "de la ": "16 17 19 21 23 24 26 31 33 42 43 44 48 50 51 52 53 55 57 58 70 72 73 74 76 80 85 "
    "86 87 93 971",
    "d’": "28 35 37",
    "de ": "41 47 49 54 71 77 82 84 974 976",
}
# Bodies that stand in the place of others, and are not named as them.
PROPRES: Final = {
    ("departement", "67A"): ("departement", "Collectivité européenne d’Alsace"),
    ("region", "02"): ("collectivite", "Collectivité territoriale de Martinique"),
    ("region", "03"): ("collectivite", "Collectivité territoriale de Guyane"),
    ("region", "94"): ("collectivite", "Collectivité de Corse"),
}
ALSACE: Final = ("67", "68")


def derive(source: Path) -> list[dict[str, Any]]:
    """Lay out the rows, by SIREN."""
    with source.open(encoding="utf-8", newline="") as flux:
        lignes = sorted(map(_derive, csv.DictReader(flux)), key=lambda ligne: ligne["siren"])
    sirens = [ligne["siren"] for ligne in lignes]
    _require(all(map(is_siren, sirens)), "un SIREN a une clé fausse")
    _require(len(set(sirens)) == len(sirens), "un SIREN est donné deux fois")
    return lignes


def _derive(ligne: dict[str, str]) -> dict[str, Any]:
    echelon, code = ligne["echelon"], ligne["code"]
    departements = _list_departements(echelon, code)
    nature, nom = PROPRES.get((echelon, code)) or (echelon, _name(echelon, code))
    return {
        "siren": ligne["siren"],
        "nature": nature,
        "nom": nom,
        "region": code if echelon == "region" else _read("departements")[departements[0]]["region"],
        "departements": " ".join(departements) if echelon == "departement" else "",
        "population": sum(_list_populations(departements)),
    }


def _list_departements(echelon: str, code: str) -> tuple[str, ...]:
    """Return the departments that a body governs."""
    if echelon == "departement":
        return ALSACE if code == "67A" else (code,)
    return tuple(c for c, d in _read("departements").items() if d["region"] == code)


def _name(echelon: str, code: str) -> str:
    if echelon == "region":
        return f"Région {_typo(_read('regions')[code]['nom'])}"
    article = next((a for a, codes in ARTICLES.items() if code in codes.split()), None)
    _require(article is not None, f"département {code} sans article")
    return f"Département {article}{_typo(_read('departements')[code]['nom'])}"


def _list_populations(departements: tuple[str, ...]) -> Iterator[int]:
    autre = METROPOLE_DE_LYON if departements == ("69",) else ""
    for commune in _read("communes").values():
        if commune["departement"] in departements and commune["epci_siren"] != autre:
            yield commune["population"] or 0


@cache
def _read(nom: str) -> dict[str, dict[str, Any]]:
    return {ligne["code"]: ligne for ligne in pq.read_table(TABLES / f"{nom}.parquet").to_pylist()}


def _typo(nom: str) -> str:
    return nom.replace("'", "’")


def _require(condition: bool, message: str) -> None:  # noqa: FBT001
    if not condition:
        raise SystemExit(f"Données inattendues : {message}")


def main() -> None:
    """Command line: the table of SIREN."""
    analyse = argparse.ArgumentParser(description=__doc__)
    analyse.add_argument("source", type=Path, help="table echelon,code,siren")
    analyse.add_argument("--sortie", type=Path, default=TABLES / "collectivites.csv")
    choix = analyse.parse_args()
    with choix.sortie.open("w", encoding="utf-8", newline="") as flux:
        ecrit = csv.DictWriter(flux, COLONNES, lineterminator="\n")
        ecrit.writeheader()
        ecrit.writerows(derive(choix.source))


if __name__ == "__main__":
    main()
