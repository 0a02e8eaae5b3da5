"""Records what the site shows, sends, writes and does, to compare two trees.

    python -m tests.equivalence DOSSIER                   all, by two processes
    python -m tests.equivalence DOSSIER pages gestes      some kinds
    python -m tests.equivalence DOSSIER --base postgresql

then `python -m tests.equivalence.comparer AVANT APRES`. It prints how long each lot took.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from tests.site.postgresql import DEMANDE

PROCESSUS = 2


def main():
    analyse = argparse.ArgumentParser(description="Relève tout ce que le site montre et fait.")
    analyse.add_argument("dossier", type=Path)
    analyse.add_argument("genres", nargs="*")
    analyse.add_argument("--base", choices=("sqlite", "postgresql"), default="sqlite")
    lus = analyse.parse_args()
    if lus.dossier.exists() and any(lus.dossier.iterdir()):
        sys.exit(f"{lus.dossier} n’est pas vide.")
    lus.dossier.mkdir(parents=True, exist_ok=True)
    environnement = os.environ | {
        DEMANDE: lus.base,
        "DJANGO_SETTINGS_MODULE": "tests.site.settings",
        "PYTHONHASHSEED": "0",
        "TZ": "Europe/Paris",
    }
    ouvriers = [
        subprocess.Popen(
            [
                sys.executable,
                "-W",
                "ignore",
                "-m",
                "tests.equivalence.ouvrier",
                lus.dossier,
                *lus.genres,
            ],
            env=environnement | {"PYTEST_XDIST_WORKER": f"gw{rang}"},  # a base and a folder each
        )
        for rang in range(PROCESSUS)
    ]
    sys.exit(max([ouvrier.wait() for ouvrier in ouvriers]))


if __name__ == "__main__":
    main()
