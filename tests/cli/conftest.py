"""The demonstration, imported once for all the tests of the commands; its site, prepared once."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from spaser.cli.application import spaser

LIMITE = 240  # seconds for what takes a few on an idle machine
ESPACES = str.maketrans("\u00a0\u202f", "  ")


class Lancement:
    """What a command printed, with plain spaces, and its exit code."""

    def __init__(self, resultat):
        self.code = resultat.exit_code
        self.brut = resultat.stdout
        self.sortie = resultat.stdout.translate(ESPACES)
        self.erreurs = resultat.stderr.translate(ESPACES)


@pytest.fixture(scope="session")
def lancer():
    """Run a command in this process."""

    def lance(*arguments, entree=None):
        return Lancement(CliRunner().invoke(spaser, [str(a) for a in arguments], input=entree))

    return lance


@pytest.fixture(scope="session")
def depart(tmp_path_factory, lancer):
    """What `demarrer` did without any file, and the folders it filled."""
    racine = tmp_path_factory.mktemp("depart")
    resultat = lancer("demarrer", "--entrepot", racine / "entrepot", "--sortie", racine / "sortie")
    resultat.racine = racine
    resultat.entrepot = racine / "entrepot" / "demonstration"
    resultat.fichiers = racine / "sortie" / "val-fictif"
    return resultat


@pytest.fixture(scope="session")
def dossier(tmp_path_factory):
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def environnement(dossier):
    propre = {c: v for c, v in os.environ.items() if not c.startswith(("SPASER_", "DJANGO_"))}
    return propre | {
        "SPASER_DOSSIER": str(dossier),
        "SPASER_ENTREPOT": str(dossier.with_name("entrepot-du-site")),
        "SPASER_DEMONSTRATION": "oui",
    }


@pytest.fixture(scope="session")
def commande(environnement):
    """Run a command in a process of its own, as a user does."""

    def lance(*arguments, **autres):
        return subprocess.run(
            [sys.executable, "-m", "spaser.cli", *arguments],
            env=environnement | autres,
            capture_output=True,
            text=True,
            timeout=LIMITE,
            check=False,
        )

    return lance


@pytest.fixture(scope="session")
def pret(commande, depart, environnement):
    entrepot = Path(environnement["SPASER_ENTREPOT"]) / "demonstration"
    shutil.copytree(depart.entrepot, entrepot, symlinks=True)
    resultat = commande("preparer", "--demonstration")
    assert resultat.returncode == 0, resultat.stderr
    return resultat
