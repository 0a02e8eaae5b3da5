"""One process of a recording: takes a lot that nobody has taken, until none is left."""

import logging
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import django

django.setup()

from django.test.utils import setup_databases, setup_test_environment  # noqa: E402 - once ready

from tests.equivalence.lots import list_lots  # noqa: E402 - same
from tests.equivalence.monde import Dossiers, open_monde  # noqa: E402 - same
from tests.equivalence.oubli import forget_all  # noqa: E402 - same
from tests.equivalence.recueil import Recueil  # noqa: E402 - same
from tests.outils import base_gardee  # noqa: E402 - same


def main():
    racine, genres = Path(sys.argv[1]), sys.argv[2:]
    logging.disable()  # faults and durations are told by what is recorded
    setup_test_environment()
    gardee = base_gardee.find_gardee(Caches())
    base_gardee.start_from(gardee)
    setup_databases(verbosity=0, interactive=False, aliases={"default"})
    if gardee:
        base_gardee.keep(gardee)
    with (
        tempfile.TemporaryDirectory(prefix="spaser-releve-") as dossier,
        open_monde(Dossiers(Path(dossier))) as site,
    ):
        garde = Path(dossier) / "garde"
        shutil.copytree(site, garde)
        for lot in list_lots():
            if (not genres or lot.genre in genres) and _take(racine, lot):
                _run(racine, lot, site)
                _restore(site, garde)
    os._exit(0)  # the base is the tests' own: nothing waits to be closed


class Caches:
    """Stands for the cache of pytest: what is migrated is kept from a run to the next."""

    def mkdir(self, nom):
        dossier = Path(tempfile.gettempdir()) / f"spaser-equivalence-{nom}"
        dossier.mkdir(exist_ok=True)
        return dossier


def _restore(site, garde):
    """Put the files of the site back: a base undoes what a lot wrote, a disk does not."""
    forget_all()
    shutil.rmtree(site)
    shutil.copytree(garde, site)


def _take(racine, lot):
    """Take a lot; False when the other process has it."""
    try:
        (racine / f".{lot.genre}-{lot.nom}").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _run(racine, lot, site):
    debut = time.perf_counter()
    recueil = Recueil(racine, lot.genre, lot.nom)
    forget_all()
    lot.record(recueil, site)
    recueil.write()
    sys.stdout.write(f"{time.perf_counter() - debut:6.1f} s  {lot.genre} {lot.nom}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
