"""Views over the lists, made only from names and paths of our own."""

from __future__ import annotations

from collections.abc import Mapping

from spaser.donnees.sql import litteral, select_vide


def parquet_view(nom: str, chemin: str) -> str:
    """View over a Parquet file."""
    return f"CREATE OR REPLACE VIEW {nom} AS FROM read_parquet({litteral(chemin)})"


def empty_view(nom: str, colonnes: Mapping[str, str]) -> str:
    """View that has the columns and no row."""
    return f"CREATE OR REPLACE VIEW {nom} AS {select_vide(colonnes)}"
