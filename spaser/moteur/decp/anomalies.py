"""What every code of anomaly, quarantine or control means, and what to do about it.

`anomalies.csv` has a row a code: what it is about, a short label, what to do in one sentence.
"""

import csv
from pathlib import Path
from typing import Final

from spaser.contenus.faits import fill_enonces

with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as _fichier:
    _LIGNES: Final = tuple(csv.DictReader(_fichier))

LIBELLES: Final = {ligne["code"]: ligne["libelle"] for ligne in _LIGNES}
CONSEILS: Final = {ligne["code"]: ligne["conseil"] for ligne in _LIGNES}


def find_conseil(code: str) -> str:
    """Return what to do, with what the law says of it; nothing for an unknown code."""
    return fill_enonces(CONSEILS.get(code, ""))
