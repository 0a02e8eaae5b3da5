"""The reference tables that travel with the code."""

import csv
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb

from spaser.elements import unaccent
from spaser.moteur.referentiels.modele import Referentiel
from spaser.moteur.sql import litteral, parquet_view

TABLES: Final = Path(__file__).parent / "tables"
FICHES: Final = ("territoires.toml", "propres.toml")

# Types of the tables kept as text.
COLONNES_CSV: Final[dict[str, dict[str, str]]] = {
    "segments": {
        "prefixe": "VARCHAR",
        "segment": "VARCHAR",
        "famille": "VARCHAR",
        "famille_libelle": "VARCHAR",
        "raison": "VARCHAR",
    },
    "familles_acheteurs": {
        "prefixe": "VARCHAR",
        "famille": "VARCHAR",
        "libelle": "VARCHAR",
        "confiance": "VARCHAR",
        "note": "VARCHAR",
    },
    "collectivites": {
        "siren": "VARCHAR",
        "nature": "VARCHAR",
        "nom": "VARCHAR",
        "region": "VARCHAR",
        "departements": "VARCHAR",
        "population": "INTEGER",
    },
    "seuils": {
        "nature": "VARCHAR",
        "type_acheteur": "VARCHAR",
        "debut": "DATE",
        "fin": "DATE",
        "montant": "DECIMAL(18,2)",
        "source": "VARCHAR",
        "verifie_le": "DATE",
        "confiance": "VARCHAR",
    },
}

COURTES: Final = frozenset({"segments", "seuils"})  # a hundred lines, that many queries read


def describe_tables() -> dict[str, dict[str, Any]]:
    """Say what each embedded table is: date, source, licence, number of rows."""
    fiches: dict[str, dict[str, Any]] = {}
    for nom in FICHES:
        fiches |= tomllib.loads((TABLES / nom).read_text("utf-8"))
    return fiches


def _referentiel(nom: str, fiche: Mapping[str, Any]) -> Referentiel:
    return Referentiel(
        nom=nom,
        libelle=fiche["libelle"],
        date=fiche["date"],
        source=fiche["source"],
        licence=fiche["licence"],
        url=fiche.get("url"),
    )


def _create_csv(nom: str, chemin: Path) -> str:
    """Return the statement that shows a table kept as text; short ones are read once for all."""
    colonnes = COLONNES_CSV[nom]
    types = ", ".join(f"{litteral(c)}: {litteral(t)}" for c, t in colonnes.items())
    genre = "TABLE" if nom in COURTES else "VIEW"
    return (
        f"CREATE OR REPLACE {genre} ref_{nom} AS FROM read_csv({litteral(str(chemin))}, "
        f"header = true, auto_detect = false, delim = ',', quote = '\"', columns = {{{types}}})"
    )


def load_embarques(connexion: duckdb.DuckDBPyConnection) -> dict[str, Referentiel]:
    """Register every embedded table as `ref_<nom>`, and say what each one is."""
    fiches = describe_tables()
    for nom, fiche in fiches.items():
        chemin = TABLES / fiche["fichier"]
        create = _create_csv if chemin.suffix == ".csv" else _parquet_view
        connexion.execute(create(nom, chemin))
    connexion.execute(_write_prefixe_cpv())
    return {nom: _referentiel(nom, fiche) for nom, fiche in fiches.items()}


@cache
def _read_segments() -> list[dict[str, str]]:
    with (TABLES / "segments.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


@cache
def read_familles() -> dict[str, str]:
    paires = {(ligne["famille_libelle"], ligne["famille"]) for ligne in _read_segments()}
    return {code: libelle for libelle, code in sorted(paires, key=lambda p: unaccent(p[0]))}


@cache
def find_famille_cpv(debut: str) -> str:
    """Return the label of the family of purchases where CPV codes that begin so belong, or ""."""
    connus = {ligne["prefixe"]: ligne["famille_libelle"] for ligne in _read_segments()}
    lus = (connus.get(debut[:longueur]) for longueur in range(len(debut), 0, -1))
    return next(filter(None, lus), "")


@cache
def _write_prefixe_cpv() -> str:
    """Return the macro that finds the row of `ref_segments` for a CPV code.

    It is the longest prefix known: a division, or a part of it that goes elsewhere for a reason.
    One pattern, the longest first: lists by length take DuckDB milliseconds to plan.
    """
    prefixes = sorted((ligne["prefixe"] for ligne in _read_segments()), key=len, reverse=True)
    motif = litteral(f"^(?:{'|'.join(prefixes)})")
    return f"CREATE OR REPLACE MACRO prefixe_cpv(cpv) AS nullif(regexp_extract(cpv, {motif}), '')"


def _parquet_view(nom: str, chemin: Path) -> str:
    return parquet_view(f"ref_{nom}", str(chemin))
