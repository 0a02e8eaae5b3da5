"""The query of all figures, ready to run.

Ibis needs more than a second to be imported and to write it; the common case, no list handed over
yet, is therefore kept in `requetes/valeurs.sql`, and a test proves that it is what Ibis writes.
`python -m spaser.donnees.indicateurs.requetes` rewrites it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from spaser.donnees.referentiels import depot

FICHIER: Final = Path(__file__).parent / "requetes" / "valeurs.sql"
SANS_LISTE: Final = frozenset(f"ref_{nom}" for nom in depot.COLONNES)


def read_sql_valeurs(absents: frozenset[str]) -> str:
    """Return the DuckDB query of `valeurs` when the lists `absents` are not there."""
    if absents == SANS_LISTE:
        return FICHIER.read_text("utf-8")
    return write_sql_valeurs(absents)


def write_sql_valeurs(absents: frozenset[str]) -> str:
    """Have Ibis write the query."""
    from spaser.donnees.indicateurs.calcul import sql_valeurs

    return f"{sql_valeurs(absents)}\n"


if __name__ == "__main__":
    FICHIER.parent.mkdir(exist_ok=True)
    FICHIER.write_text(write_sql_valeurs(SANS_LISTE), "utf-8")
