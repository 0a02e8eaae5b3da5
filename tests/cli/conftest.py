"""The demonstration, imported once for all the tests of the commands."""

import pytest
from click.testing import CliRunner

from spaser.cli.application import spaser

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
