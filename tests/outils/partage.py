"""What the processes of one run share: the first to need it makes it, the others wait for it."""

import fcntl
import os


def make_once(tmp_path_factory, nom, make):
    """Return the folder that `make` has filled, once for all the processes of the run."""
    racine = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        racine = racine.parent
    dossier, fait = racine / nom, racine / f"{nom}.fait"
    with (racine / f"{nom}.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        if not fait.exists():
            make(dossier)
            fait.touch()
    return dossier
