"""The speed and memory table, in one command: `./tests/bench/mesurer`."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Final

from tests.bench import mesure
from tests.bench.fichiers import Atelier
from tests.bench.mesure import Echec
from tests.bench.rendu import RESULTATS, Ligne, Tableau, nombre
from tests.bench.travaux import PETITES, TRAVAUX, Banc, Tailles

DOSSIER: Final = Path(tempfile.gettempdir()) / "spaser-mesures"
# These works read the store that another one leaves.
DEPENDANCES: Final = {"lecture": "grand", "reedition": "grand", "jour": "grand"}


def _annoncer(texte: str) -> None:
    sys.stderr.write(f"  {datetime.now().astimezone():%H:%M:%S}  {texte}\n")
    sys.stderr.flush()


def _choisir(demandes: list[str]) -> list[str]:
    """Keep the order of the table, with what the chosen works need."""
    voulus = set(demandes or TRAVAUX)
    voulus |= {DEPENDANCES[nom] for nom in voulus if nom in DEPENDANCES}
    return [nom for nom in TRAVAUX if nom in voulus]


def _alerter(voisins: dict[str, float]) -> list[str]:
    """Warn when something else was at work: such figures are too high."""
    charges = {nom: part for nom, part in voisins.items() if part > mesure.REPOS}
    if not charges:
        return []
    details = ", ".join(f"{nom} {nombre(100 * part)} %" for nom, part in charges.items())
    alerte = (
        "La machine n’était pas au repos, les durées sont trop hautes. Part des processeurs "
        f"prise par d’autres pendant chaque travail : {details}."
    )
    return [alerte]


def mesurer(noms: list[str], banc: Banc, tableau: Tableau) -> None:
    """Run the works; one that fails is a missed line, the others go on."""
    parts: dict[str, float] = {}
    for nom in noms:
        _annoncer(f"— {nom} —")
        voisins = mesure.Voisins()
        try:
            tableau.lignes.extend(TRAVAUX[nom](banc))
        except Echec as echec:
            tableau.lignes.append(Ligne(nom, nom, f"échec : {echec}", atteint=False))
        parts[nom] = voisins.part()
    tableau.voisins = {nom: round(part, 3) for nom, part in parts.items()}
    tableau.alertes += _alerter(parts)


def _lire(arguments: list[str] | None) -> argparse.Namespace:
    analyse = argparse.ArgumentParser(
        prog="tests/bench/mesurer",
        description="Mesure durées et mémoire de la chaîne de données, et imprime le tableau.",
        add_help=False,
    )
    analyse.add_argument("-h", "--aide", action="help", help="affiche cette aide")
    analyse.add_argument("travaux", nargs="*", metavar="TRAVAIL", help=", ".join(TRAVAUX))
    analyse.add_argument("--petit", action="store_true", help="essai rapide sur 20 000 contrats")
    analyse.add_argument("--garder", action="store_true", help="garde fichiers et entrepôts")
    analyse.add_argument("--dossier", type=Path, default=DOSSIER, help="où écrire les fichiers")
    analyse.add_argument("--resultats", type=Path, default=RESULTATS, help="où écrire le tableau")
    lus = analyse.parse_args(arguments)
    inconnus = sorted(set(lus.travaux) - set(TRAVAUX))
    if inconnus:
        analyse.error(f"travail inconnu : {', '.join(inconnus)}")
    return lus


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    lus = _lire(arguments)
    banc = Banc(Atelier(lus.dossier.resolve()), PETITES if lus.petit else Tailles(), _annoncer)
    tableau = Tableau(datetime.now().astimezone(), mesure.machine(), lus.petit)
    try:
        mesurer(_choisir(lus.travaux), banc, tableau)
    finally:
        if not lus.garder:
            shutil.rmtree(banc.entrepots, ignore_errors=True)
            banc.atelier.ranger()
    if lus.travaux:
        sys.stdout.write(tableau.markdown())
    else:
        sys.stdout.write(tableau.ecrire(lus.resultats).read_text(encoding="utf-8"))
    return 1 if tableau.manques else 0


if __name__ == "__main__":
    sys.exit(main())
