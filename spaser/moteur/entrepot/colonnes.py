"""The columns of the tables of contracts: one list, for exports and for readers of the store.

`colonnes.csv` has a row a column, under one that says what a row of the table is. `depuis` is the
version of the exports that brought the column; a column without one stays in the store. What a
field of DECP means is told by `decp/champs.csv`, types by `schema`.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from spaser.moteur.decp.champs import find_champ
from spaser.moteur.entrepot.schema import TABLES

_HORS_SCHEMA: Final = {"reponse": "BOOLEAN", "lue_le": "DATE"}
_SANS_PERTE: Final = {"UBIGINT": "VARCHAR"}  # JavaScript, R and spreadsheets would lose digits


class ColonneDite(NamedTuple):
    """A column; `type` is that of DuckDB, in exports if it is there."""

    table: str
    nom: str
    depuis: str
    type: str
    unite: str
    sens: str


def _read_colonnes() -> Iterator[ColonneDite]:
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as fichier:
        for ligne in csv.DictReader(fichier):
            table, nom = ligne["table"], ligne["colonne"]
            genre = TABLES.get(table, {}).get(nom) or _HORS_SCHEMA.get(nom, "VARCHAR")
            champ = find_champ(ligne["champ"])
            sens = " ".join(filter(None, (champ.sens if champ else "", ligne["sens"])))
            genre = _SANS_PERTE.get(genre, genre) if ligne["depuis"] else genre
            yield ColonneDite(table, nom, ligne["depuis"], genre, ligne["unite"], sens)


VERSION_COLONNES: Final = "1.0"  # of exports: an addition gives 1.1, any other change 2.0
_LUES: Final = tuple(_read_colonnes())
_TABLES: Final = {c.table: c for c in _LUES if not c.nom}
DOCUMENTEES: Final = {t: tuple(c for c in _LUES if c.nom and c.table == t) for t in _TABLES}
EXPORTEES: Final = {
    table: tuple(c for c in DOCUMENTEES[table] if c.depuis)
    for table, dite in _TABLES.items()
    if dite.depuis
}


def describe_colonnes() -> str:
    """Return, as Markdown, every table and column, those that stay in the store told so."""
    lignes = [f"Version {VERSION_COLONNES} des colonnes exportées."]
    for table, dite in _TABLES.items():
        sens = f"Une ligne : {dite.sens[0].lower()}{dite.sens[1:]}"
        lignes += ["", f"### {table}", "", sens, "", *map(_describe, DOCUMENTEES[table])]
    return "\n".join(lignes) + "\n"


def _describe(colonne: ColonneDite) -> str:
    unite = f", en {colonne.unite}" if colonne.unite else ""
    ou = "" if colonne.depuis else ", entrepôt seul"
    return f"- `{colonne.nom}` ({colonne.type}{unite}{ou}) : {colonne.sens}"
