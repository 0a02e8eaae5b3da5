"""The baseline: parse a JSON file with ijson's C back end, and nothing else.

python -m tests.bench.reference v2 FICHIER
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

import ijson

CHEMINS: Final = {"v2": "marches.marche.item", "v1": "marches.item"}


def parser(fichier: Path, forme: str) -> int:
    """Count the records while building each of them, in one pass."""
    moteur = ijson.get_backend("yajl2_c")
    with fichier.open("rb") as entree:
        return sum(1 for _ in moteur.items(entree, CHEMINS[forme]))


def main() -> None:
    """Command line."""
    analyse = argparse.ArgumentParser()
    analyse.add_argument("forme", choices=tuple(CHEMINS))
    analyse.add_argument("fichier", type=Path)
    lus = analyse.parse_args()
    sys.stdout.write(f"{parser(lus.fichier, lus.forme)}\n")


if __name__ == "__main__":
    main()
