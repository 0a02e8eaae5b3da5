"""What an import costs before any record: up to the first byte of a file, then for one record.

    python -m tests.bench.depart FICHIER ENTREPOT

imports a file and ends, with code 0, as soon as it is opened.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import TYPE_CHECKING, Final

from tests.bench.mesure import Serie, executer, python, spaser
from tests.bench.rendu import Ligne, secondes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.travaux import Banc

OCTET_MAX: Final = 0.6
MARCHE: Final = (
    '{"marches": {"marche": [{"id": "2024M01", "nature": "Marché", "objet": "Nettoyage des locaux",'
    ' "acheteur": {"id": "21350238800019"}, "dateNotification": "2024-03-01", "montant": 1000.0,'
    ' "titulaires": [{"titulaire": {"id": "11111111100011", "typeIdentifiant": "SIRET"}}]}]}}'
)


def depart(banc: Banc) -> Iterator[Ligne]:
    """Measure an import of one record: whole, and until the file is opened."""
    banc.annoncer("départ")
    fichier, entrepot = banc.atelier.dossier / "un-marche.json", banc.entrepots / "depart"
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_text(MARCHE, encoding="utf-8")
    commandes = {
        "premier octet": python("tests.bench.depart", fichier, entrepot),
        "entier": spaser("importer", "--entrepot", entrepot, "--format", "json", fichier),
    }
    series = {nom: _repeter(banc, commande, entrepot) for nom, commande in commandes.items()}
    octet, entier = series["premier octet"], series["entier"]
    yield Ligne(
        "depart",
        "`spaser importer` d’un enregistrement, processus neuf",
        f"premier octet lu en {secondes(octet.duree)} ; fini en {secondes(entier.duree)}",
        cible=f"premier octet ≤ {secondes(OCTET_MAX)}",
        atteint=octet.duree <= OCTET_MAX,
        details={
            nom: {
                "durees": serie.durees,
                "processeur": [round(e.processeur, 2) for e in serie.executions],
            }
            for nom, serie in series.items()
        },
    )


def _repeter(banc: Banc, commande: list[str], entrepot: Path) -> Serie:
    """Run a command on a new store as many times as asked, after once for nothing."""
    executions = []
    for _ in range(1 + banc.tailles.passes):
        shutil.rmtree(entrepot, ignore_errors=True)
        executions.append(executer(commande))
    return Serie(tuple(executions[1:]))


def stop_at(fichier: str) -> None:
    """End this process when it opens a file."""

    def stop(evenement: str, arguments: tuple[object, ...]) -> None:
        if evenement == "open" and str(arguments[0]) == fichier:
            os._exit(0)

    sys.addaudithook(stop)


if __name__ == "__main__":
    lu, vers = sys.argv[1:]
    stop_at(lu)
    from spaser.cli.application import spaser as commande_spaser

    commande_spaser(["importer", "--entrepot", vers, lu])
    sys.exit("the file was never opened")
