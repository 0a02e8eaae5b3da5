"""Stores that several tests build from the same files: built once a process, then copied."""

import hashlib
import shutil
from copy import deepcopy
from pathlib import Path

from spaser.donnees.importation import import_fichiers


class Moule:
    """Stands for `import_fichiers`: a store made of some contents is kept for those like it."""

    def __init__(self, reserve):
        self.reserve, self.rapports = reserve, {}

    def __call__(self, entrees, dossier):
        """Read files into a new store; what is read already is copied, with its report."""
        assert not dossier.exists(), "only new stores are alike"
        cle = _name(map(Path, entrees))
        if cle not in self.rapports:
            self.rapports[cle] = import_fichiers(entrees, self.reserve / cle)
        shutil.copytree(self.reserve / cle, dossier, symlinks=True)
        return deepcopy(self.rapports[cle])


def _name(fichiers):
    """Name contents and their names: reports tell both."""
    dits = [(f.name, hashlib.sha256(f.read_bytes()).hexdigest()) for f in fichiers]
    return hashlib.sha256(repr(dits).encode()).hexdigest()
