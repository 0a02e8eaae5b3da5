"""The reference tables that travel with the code."""

import csv
from collections.abc import Mapping
from functools import cache
from typing import Final

import duckdb

from spaser.elements import unaccent
from spaser.moteur.referentiels.modele import TABLES, Referentiel, read_declarations
from spaser.moteur.sql import litteral, parquet_view

COURTES: Final = frozenset({"segments", "seuils"})  # a hundred lines, that many queries read


def describe_tables() -> Mapping[str, Referentiel]:
    return read_declarations(Referentiel, "territoires", "propres")


def _write_vue(nom: str, fiche: Referentiel) -> str:
    """Return the statement that shows a table; short ones kept as text are read once for all."""
    chemin = str(TABLES / fiche.fichier)
    if not fiche.colonnes:
        return parquet_view(f"ref_{nom}", chemin)
    types = ", ".join(f"{litteral(c)}: {litteral(t)}" for c, t in fiche.colonnes.items())
    genre = "TABLE" if nom in COURTES else "VIEW"
    return (
        f"CREATE OR REPLACE {genre} ref_{nom} AS FROM read_csv({litteral(chemin)}, "
        f"header = true, auto_detect = false, delim = ',', quote = '\"', columns = {{{types}}})"
    )


def load_embarques(connexion: duckdb.DuckDBPyConnection) -> None:
    """Register every embedded table as `ref_<nom>`."""
    for nom, fiche in describe_tables().items():
        connexion.execute(_write_vue(nom, fiche))
    connexion.execute(_write_prefixe_cpv())


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
