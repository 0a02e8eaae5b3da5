"""A site that has grown: what each page costs there, and which ones cost too much.

    python -m tests.bench.ampleur              300 000 contracts, 100 organisations, 5 000 actions…
    python -m tests.bench.ampleur --petit      the same works on a small site: proves that they run
    python -m tests.bench.ampleur --garde DOSSIER    keeps the ground, or begins from the one there

prints the pages over 300 ms of processor or 400 KB, the heaviest first, and keeps all of them in
`resultats/ampleur.json`. An answer over these is told, not refused; one that breaks is.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from tests.bench.ampleur.pages import Mesure
from tests.bench.generateur import Demande, generer, write_seul
from tests.bench.mesure import python, spaser

RESULTAT = Path(__file__).parents[1] / "resultats" / "ampleur.json"
SIRET = "00101001600019"  # of the buyer whose space grows: the one that addresses name
PROCESSEUR, OCTETS = 300, 400_000
ENREGISTREMENTS, DU_GRAND = 316_000, 19_500
_ERREUR = 500


class Releve(msgspec.Struct):
    """What a run found: rows of each table, and what each page took."""

    tables: dict[str, int]
    pages: list[Mesure]

    @property
    def lourdes(self):
        """Return the pages that cost too much, the longest first."""
        trop = [p for p in self.pages if p.processeur > PROCESSEUR or p.octets > OCTETS]
        return sorted(trop, key=lambda page: -page.processeur)


def main():
    """Make the ground, measure, tell."""
    analyse = argparse.ArgumentParser(description="Mesure chaque page d’un grand site.")
    analyse.add_argument("--petit", action="store_true")
    analyse.add_argument("--garde", type=Path)
    lus = analyse.parse_args()
    part = 0.01 if lus.petit else 1.0
    with tempfile.TemporaryDirectory(prefix="spaser-ampleur-") as dossier:
        releve = measure(lus.garde or Path(dossier), part)
    sys.stdout.write(write_table(releve))
    if not lus.petit:
        RESULTAT.write_bytes(msgspec.json.format(msgspec.json.encode(releve), indent=1))
    return int(any(page.statut >= _ERREUR for page in releve.pages))


def measure(dossier, part):
    """Return what pages take on a site made in a folder."""
    environnement = os.environ | {
        "DJANGO_SETTINGS_MODULE": "spaser.site.config.settings",
        "SPASER_DOSSIER": str(dossier / "site"),
        "SPASER_ENTREPOT": str(dossier / "entrepot"),
    }

    def run(commande):
        fait = subprocess.run(
            commande, env=environnement, capture_output=True, text=True, check=False
        )
        if fait.returncode:
            sys.exit(fait.stderr[-4000:])

    if not (dossier / "entrepot").exists():
        dossier.mkdir(parents=True, exist_ok=True)
        seul, autres = dossier / "seul.json", dossier / "autres.json"
        write_seul(SIRET, int(DU_GRAND * part), seul)
        generer(Demande("v2", int(ENREGISTREMENTS * part), 2), autres)
        run(spaser("importer", "--entrepot", dossier / "entrepot", seul, autres))
    shutil.rmtree(dossier / "site", ignore_errors=True)
    run(spaser("preparer"))
    pages = python("tests.bench.ampleur.pages", part, dossier / "pages.json")
    subprocess.run(pages, env=environnement, check=True)  # it says where it is
    return msgspec.json.decode((dossier / "pages.json").read_bytes(), type=Releve)


def write_table(releve):
    """Write the pages that cost too much."""
    lignes = ["| page | processeur | requêtes | octets |", "| --- | ---: | ---: | ---: |"]
    lignes += [
        f"| {p.adresse} ({p.vue}) | {p.processeur:.0f} ms | {p.requetes} | {p.octets // 1000} Ko |"
        for p in releve.lourdes
    ]
    lues = [page for page in releve.pages if page.statut < 300]
    nombres = (
        f"{len(releve.pages)} adresses demandées, {len(lues)} lues, {len(releve.lourdes)} lourdes"
    )
    limites = f"plus de {PROCESSEUR} ms de processeur ou de {OCTETS // 1000} Ko"
    cassees = [page for page in releve.pages if page.statut >= _ERREUR]
    lignes += ["", f"{nombres} ({limites})"]
    lignes += [f"erreur {page.statut} : {page.adresse} {page.panne}" for page in cassees]
    return "\n".join([*lignes, ""])


if __name__ == "__main__":
    sys.exit(main())
