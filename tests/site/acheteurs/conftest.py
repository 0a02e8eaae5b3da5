"""What the tests of public pages share: the invented territory, and the lists of Sirene over it."""

import shutil

import duckdb
import pytest

from spaser.moteur.entrepot.dossier import REFERENTIELS
from spaser.moteur.referentiels.importation import import_referentiel
from tests.moteur.referentiels.fabrique import write_unites
from tests.site.territoire import entrepot_fictif, marches

__all__ = ["entrepot_fictif", "marches"]


@pytest.fixture
def sirene(entrepot_fictif, tmp_path, settings):
    """Give a function that loads units of Sirene, each a row of the stock, into the store."""
    settings.ENTREPOT = tmp_path / "entrepot"
    shutil.copytree(entrepot_fictif, settings.ENTREPOT, symlinks=True)

    def load(*unites):
        fichier = write_unites(tmp_path / "unites", *unites)
        with duckdb.connect() as connexion:
            sirens = ", ".join(f"'{unite['siren']}'" for unite in unites)
            rencontres = connexion.sql(f"SELECT unnest([{sirens}]) AS siren")
            import_referentiel(fichier, settings.ENTREPOT / REFERENTIELS, rencontres)

    return load
