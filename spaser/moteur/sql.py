"""Names, constants, views and empty tables as SQL text, where DuckDB takes no parameter.

Views are made only from names and paths of our own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec


def identifiant(nom: str) -> str:
    """Quote a name of table or column."""
    if "\0" in nom:
        raise ValueError("Un nom de colonne ne peut pas contenir de caractère nul.")
    return '"' + nom.replace('"', '""') + '"'


def litteral(texte: str) -> str:
    """Quote a string constant."""
    if "\0" in texte:
        raise ValueError("Une constante ne peut pas contenir de caractère nul.")
    return "'" + texte.replace("'", "''") + "'"


def select_vide(colonnes: Mapping[str, str]) -> str:
    """Return the query of a table that has these columns, by name and type, and no row."""
    choix = ", ".join(f"CAST(NULL AS {genre}) AS {nom}" for nom, genre in colonnes.items())
    return f"SELECT {choix} WHERE false"


def select_donnees(colonnes: Mapping[str, str]) -> str:
    """Return the query of rows given as parameters: one text a column, as `transpose` makes.

    DuckDB reads JSON quicker than a list of Python values. (So does it Arrow, but to make an
    Arrow table loads pandas, for a second.)
    """
    choix = (
        f"unnest(from_json(${n}, '{_forme_json(genre)}')) AS {nom}"
        for n, (nom, genre) in enumerate(colonnes.items(), 1)
    )
    return f"SELECT {', '.join(choix)}"


def _forme_json(genre: str) -> str:
    """Return the shape of a list of values of this type."""
    element = genre.removesuffix("[]")
    return f'["{element}"]' if element == genre else f'[["{element}"]]'


def transpose(lignes: Iterable[Sequence[Any]], colonnes: Collection[str]) -> list[str]:
    """Return the values of each column of these rows, as JSON."""
    listes = list(zip(*lignes, strict=True)) or [()] * len(colonnes)
    return [msgspec.json.encode(valeurs).decode() for valeurs in listes]


def parquet_view(nom: str, chemin: str) -> str:
    return f"CREATE OR REPLACE VIEW {nom} AS FROM read_parquet({litteral(chemin)})"
