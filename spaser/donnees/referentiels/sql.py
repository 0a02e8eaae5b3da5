"""Small pieces of SQL text, made only from names and paths of our own."""

from __future__ import annotations

from collections.abc import Mapping


def quote(texte: str) -> str:
    """Turn a text into a SQL literal; a view cannot take a parameter."""
    return "'" + texte.replace("'", "''") + "'"


def parquet_view(nom: str, chemin: str) -> str:
    """View over a Parquet file."""
    return f"CREATE OR REPLACE VIEW {nom} AS FROM read_parquet({quote(chemin)})"


def empty_view(nom: str, colonnes: Mapping[str, str]) -> str:
    """View that has the columns and no row."""
    champs = ", ".join(f"NULL::{sorte} AS {colonne}" for colonne, sorte in colonnes.items())
    return f"CREATE OR REPLACE VIEW {nom} AS SELECT {champs} WHERE false"
