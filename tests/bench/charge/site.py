"""A site for a load: prepared, filled and served by its own commands, as it is shipped."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tests.bench.charge.visiteurs import Attente
from tests.bench.generateur import Demande, generer, write_seul
from tests.bench.mesure import python, spaser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.charge.__main__ import Taille

SIRET: Final = "00101001600019"
DEPART: Final = 120  # seconds


class Site:
    """A folder and the settings of what runs on it."""

    def __init__(self, dossier: Path, base: str, **reglages: str) -> None:
        self.terrain, self.dossier = dossier / "terrain.json", dossier / "site"
        self._dossier = dossier
        self.environnement = os.environ | {
            "DJANGO_SETTINGS_MODULE": "spaser.site.config.settings",
            "SPASER_DOSSIER": str(self.dossier),
            "SPASER_ENTREPOT": str(dossier / "entrepot"),
            "SPASER_MANDATAIRES": "1",
            "SPASER_BASE": base,
            **reglages,
        }

    def prepare(self, taille: Taille) -> None:
        """Read the contracts, prepare the tables, and fill them."""
        seul, autres = self._dossier / "seul.json", self._dossier / "autres.json"
        write_seul(SIRET, taille.enregistrements, seul)
        generer(Demande("v2", taille.autres, 2), autres)
        self.run(spaser("importer", "--entrepot", self._dossier / "entrepot", seul, autres))
        self.run(spaser("preparer"))
        nombres = (taille.membres, taille.essais, taille.fiches)
        self.run(python("tests.bench.charge.terrain", *nombres, self.terrain))

    @contextlib.contextmanager
    def serve(self, port: int = 0) -> Iterator[tuple[int, int]]:
        """Serve it, where it was if `port` says; give the port, and the process over the others."""
        with socket.create_server(("127.0.0.1", port)) as prise:
            port = prise.getsockname()[1]
        with (self._dossier / "journal").open("wb") as journal:
            serveur = subprocess.Popen(
                spaser("serve", "--port", port),
                env=self.environnement,
                stdout=journal,
                stderr=journal,
            )
        try:
            self._wait(serveur)
            yield port, serveur.pid
        finally:
            serveur.terminate()
            serveur.wait(DEPART)

    def run(self, commande: list[str]) -> str:
        """Run a command on the site and return what it writes; a failure ends all."""
        fait = subprocess.run(
            commande, env=self.environnement, capture_output=True, text=True, check=False
        )
        if fait.returncode:
            sys.exit(fait.stderr[-2000:])
        return fait.stdout

    def _wait(self, serveur: subprocess.Popen[bytes]) -> None:
        fin = time.monotonic() + DEPART
        while time.monotonic() < fin and serveur.poll() is None:
            if "Ctrl-C" in (self._dossier / "journal").read_text("utf-8"):
                return
            time.sleep(0.2)
        sys.exit((self._dossier / "journal").read_text("utf-8")[-2000:])


def send_people(
    port: int, taille: Taille, terrain: Path, pauses: tuple[float, float]
) -> list[Attente]:
    """Let people in, from a process of their own, and return what they waited for.

    `pauses` are the fewest and the most seconds that somebody looks at a page.
    """
    nombres = (port, taille.personnes, taille.secondes)
    commande = python("tests.bench.charge.visiteurs", *nombres, terrain, *pauses)
    fait = subprocess.run(commande, capture_output=True, check=True)
    return msgspec.json.decode(fait.stdout, type=list[Attente])
