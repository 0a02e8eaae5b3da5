"""The invented territory, written and imported once a run; nothing may be written in it."""

from spaser.demonstration.fichiers import write_demonstration
from spaser.moteur.importation import import_fichiers
from tests.outils.partage import make_once


def find_territoire(tmp_path_factory):
    """Return the folder of its store."""
    return make_once(tmp_path_factory, "territoire", _build) / "entrepot"


def _build(dossier):
    ecrite = write_demonstration(dossier / "fichiers")
    import_fichiers([str(ecrite.dossier)], dossier / "entrepot")
