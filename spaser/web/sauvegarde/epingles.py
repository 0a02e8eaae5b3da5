"""Keeps files for the time of a backup: what the site deletes meanwhile is still there.

A hard link costs nothing and holds the content; where the disk has none, the file is copied. Files
of the site are written once under a name of their own, so that a link is as good as a copy.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path


def pin_arbre(source: Path, cible: Path) -> None:
    """Keep every file of a folder; called again, keeps also what came since."""
    for dossier, _, noms in source.walk():
        ici = cible / dossier.relative_to(source)
        ici.mkdir(parents=True, exist_ok=True, mode=0o700)
        for nom in noms:
            with suppress(FileNotFoundError):  # deleted since it was listed
                _pin(dossier / nom, ici / nom)


def _pin(source: Path, cible: Path) -> None:
    if source.is_symlink():
        visee = source.readlink()
        cible.unlink(missing_ok=True)
        cible.symlink_to(visee)
    elif source.is_file() and not _is_kept(source, cible):
        cible.unlink(missing_ok=True)
        try:
            os.link(source, cible)
        except FileNotFoundError:
            raise
        except OSError:
            shutil.copy2(source, cible)


def _is_kept(source: Path, cible: Path) -> bool:
    if not cible.exists():
        return False
    un, autre = source.stat(), cible.stat()
    memes = un.st_size == autre.st_size and un.st_mtime_ns == autre.st_mtime_ns
    return un.st_ino == autre.st_ino or memes


def list_gardes(dossier: Path) -> tuple[dict[str, Path], dict[str, str]]:
    pieces, liens = {}, {}
    for ici, _, noms in dossier.walk():
        for chemin in (ici / nom for nom in noms):
            relatif = chemin.relative_to(dossier).as_posix()
            if chemin.is_symlink():
                liens[relatif] = chemin.readlink().as_posix()
            else:
                pieces[relatif] = chemin
    return dict(sorted(pieces.items())), dict(sorted(liens.items()))
