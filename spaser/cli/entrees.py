"""The files named on the command line: refused at once when absent, weighed for the bar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

CLAVIER: Final = "-"  # the standard input
_COMPRESSES: Final = frozenset({".gz", ".zip"})
_STOCK: Final = "Stock"  # how the national institute names its Sirene files: read in another step


def check_entrees(fichiers: Sequence[str]) -> None:
    """Refuse at once a name that leads nowhere, before any work."""
    absents = [nom for nom in fichiers if nom != CLAVIER and not Path(nom).exists()]
    if absents:
        verbe = "n’existe pas" if len(absents) == 1 else "n’existent pas"
        noms = ", ".join(f"« {nom} »" for nom in absents)
        raise click.BadParameter(f"{noms} {verbe}.", param_hint="FICHIER")


def measure_entrees(fichiers: Sequence[str]) -> int | None:
    """Return how many bytes are to be read; None when only reading will tell."""
    if CLAVIER in fichiers:
        return None
    chemins = [chemin for nom in fichiers for chemin in _walk(Path(nom))]
    if any(chemin.suffix.lower() in _COMPRESSES for chemin in chemins):
        return None
    return sum(c.stat().st_size for c in chemins if not c.name.startswith(_STOCK)) or None


def _walk(chemin: Path) -> Iterator[Path]:
    if chemin.is_dir():
        yield from (f for f in chemin.rglob("*") if f.is_file())
    else:
        yield chemin
