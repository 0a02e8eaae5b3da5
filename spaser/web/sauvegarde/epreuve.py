"""The drill: a backup is put back aside by the very command that would put it back for good."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings

from spaser.erreurs import ErreurSpaser
from spaser.web.sauvegarde.ecriture import list_sauvegardes
from spaser.web.sauvegarde.lieux import find_moteur

_PREFIXE: Final = ".epreuve-"


def find_sauvegarde(chemin: Path) -> Path:
    """Return a backup: the one named, or the latest of a folder."""
    if not chemin.is_dir():
        return chemin
    trouvees = list_sauvegardes(chemin)
    if not trouvees:
        raise ErreurSpaser(
            f"Il n’y a pas de sauvegarde dans « {chemin} ».", "Faites-en une : spaser sauvegarder."
        )
    return trouvees[-1]


def prove_sauvegarde(chemin: Path, cle: Path | None) -> None:
    """Put a backup back aside, compare, delete what was put back; ErreurSpaser if it does not go.

    The restoration counts the rows of every table, checks every file and opens every store.
    """
    for reste in settings.DOSSIER.glob(f"{_PREFIXE}*"):  # of a drill that was killed
        shutil.rmtree(reste, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=settings.DOSSIER, prefix=_PREFIXE) as lieu:
        dossier = Path(lieu)
        with find_moteur()[1].make_aside(dossier) as base:
            _restore_aside(chemin.absolute(), cle, dossier, base)


def _restore_aside(chemin: Path, cle: Path | None, dossier: Path, base: str) -> None:
    environnement = os.environ | {
        "SPASER_DOSSIER": str(dossier / "site"),
        "SPASER_ENTREPOT": str(dossier / "entrepot"),
        "SPASER_BASE": base,
        "SPASER_SAUVEGARDES": "",
    }
    options = ["--cle", str(cle.absolute())] if cle else []
    fait = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "spaser.cli", "restaurer", str(chemin), *options],
        env=environnement, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if fait.returncode:
        dit = fait.stderr.partition("Erreur")[2].lstrip("\u00a0 :") or fait.stderr
        raise ErreurSpaser(f"« {chemin.name} » ne se restaure pas. {' '.join(dit.split())}")
