"""Time what a page asks of an open store: the figures of a buyer, and the proof of one of them.

    python -m tests.bench.lecture ENTREPOT

prints, as JSON, the seconds of each call: the first one apart, then a hundred buyers.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from spaser.moteur.bilan import compute_bilan
from spaser.moteur.entrepot.lecture import Entrepot, open_entrepot
from spaser.moteur.indicateurs.preuve import list_preuve
from spaser.moteur.valeurs import Acheteur

NOMBRE: Final = 100
PREUVE: Final = "SOC-01"


def choisir(entrepot: Entrepot) -> list[Acheteur]:
    """Choose buyers: the twenty largest, the others spread over all sizes."""
    tous = [a for a in entrepot.list_acheteurs(1_000_000) if a.annees]
    return tous[:20] + tous[20 :: max(1, len(tous) // (NOMBRE - 20))][: NOMBRE - 20]


def chronometrer(acheteurs: list[Acheteur], appel: Callable[[Acheteur], object]) -> list[float]:
    """Time one call for each buyer."""
    durees = []
    for acheteur in acheteurs:
        debut = time.perf_counter()
        appel(acheteur)
        durees.append(time.perf_counter() - debut)
    return durees


def main() -> None:
    """Command line."""
    analyse = argparse.ArgumentParser()
    analyse.add_argument("entrepot", type=Path)
    dossier = analyse.parse_args().entrepot
    jour = date(2026, 12, 31)
    with open_entrepot(dossier) as entrepot:
        acheteurs = choisir(entrepot)
        mesures: dict[str, object] = {"sirens": [a.siren for a in acheteurs]}
        appels: dict[str, Callable[[Acheteur], object]] = {
            "bilan": lambda a: compute_bilan(entrepot, a.siren, None, jour),
            "preuve": lambda a: list(list_preuve(entrepot, a.siren, PREUVE, a.annees[-1])),
        }
        for code, appel in appels.items():
            mesures[f"{code}_premier"] = chronometrer(acheteurs[-1:], appel)[0]
            mesures[code] = chronometrer(acheteurs, appel)
    sys.stdout.write(msgspec.json.encode(mesures).decode())


if __name__ == "__main__":
    main()
