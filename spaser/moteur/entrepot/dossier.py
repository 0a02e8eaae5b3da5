"""The store on disk: versions side by side, one in force, none ever changed once in force.

    entrepot/
      courant -> versions/000007          replaced in one step by os.replace
      construction.verrou                 one build at a time
      referentiels/                       lists that the user handed over
      versions/000007/
        manifeste.json  requetes.json  retouches.parquet  fusions.parquet  doublons.parquet
        partages.parquet  acheteurs.parquet
        parts/000003/   marches.parquet titulaires.parquet … valeurs.parquet
        version.verrou                    readers hold it shared

A part is immutable; versions share it through hard links, so that adding a daily file rewrites
nothing. A killed build leaves a folder without `courant` pointing to it: the next build deletes it.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from spaser.elements import ErreurSpaser

COURANT: Final = "courant"
VERSIONS: Final = "versions"
PARTS: Final = "parts"
MANIFESTE: Final = "manifeste.json"
REFERENTIELS: Final = "referentiels"
VERROU_VERSION: Final = "version.verrou"
VERROU_CONSTRUCTION: Final = "construction.verrou"


class EntrepotOccupe(ErreurSpaser):
    """Another build is at work on this store."""


class EntrepotAbsent(ErreurSpaser):
    """There is no store here yet."""


class EntrepotAbime(ErreurSpaser):
    """Files of the version in force are missing or cannot be understood."""


def find_version(dossier: Path) -> Path | None:
    lien = dossier / COURANT
    return lien.resolve() if lien.exists() else None


@contextmanager
def lock_construction(dossier: Path) -> Iterator[None]:
    """Hold the right to build; refuse at once when another build has it."""
    dossier.mkdir(parents=True, exist_ok=True)
    with (dossier / VERROU_CONSTRUCTION).open("w") as verrou:
        try:
            fcntl.flock(verrou, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EntrepotOccupe(
                f"Un autre import est en cours dans « {dossier} ».",
                "Attendez qu'il se termine, puis relancez la commande.",
            ) from None
        yield


@contextmanager
def hold_version(dossier: Path) -> Iterator[Path]:
    """Resolve the version in force and keep it from being deleted while it is read."""
    version, verrou = _lock_shared(dossier)
    with verrou:
        yield version


def _lock_shared(dossier: Path) -> tuple[Path, BinaryIO]:
    while True:
        version = find_version(dossier)
        if version is None:
            raise EntrepotAbsent(
                f"Il n'y a pas encore d'entrepôt dans « {dossier} ».",
                "Créez-le avec : spaser importer FICHIER… (ou spaser demarrer).",
            )
        with suppress(FileNotFoundError):
            verrou = (version / VERROU_VERSION).open("rb")
            fcntl.flock(verrou, fcntl.LOCK_SH)
            if (version / MANIFESTE).exists():
                return version, verrou
            verrou.close()
        # Deleted between its resolution and the lock: a build has put another one in force.
        if find_version(dossier) == version:
            raise EntrepotAbime(
                f"L'entrepôt de « {dossier} » est incomplet : des fichiers y ont été supprimés.",
                "Supprimez ce dossier, puis importez à nouveau les fichiers.",
            )


def create_version(dossier: Path) -> Path:
    versions = dossier / VERSIONS
    versions.mkdir(parents=True, exist_ok=True)
    suivant = 1 + max((int(v.name) for v in versions.iterdir() if v.name.isdigit()), default=0)
    version = versions / f"{suivant:06d}"
    (version / PARTS).mkdir(parents=True)
    (version / VERROU_VERSION).touch()
    return version


def link_part(part: Path, version: Path) -> None:
    """Share an immutable part with another version, by hard links where the disk allows it."""
    cible = version / PARTS / part.name
    cible.mkdir()
    for fichier in part.iterdir():
        try:
            os.link(fichier, cible / fichier.name)
        except OSError:
            shutil.copy2(fichier, cible / fichier.name)


def switch_version(dossier: Path, version: Path) -> None:
    """Put a complete version in force, in one step that readers cannot see half done.

    Everything is on the disk before that step: a power cut finds one version or the other.
    """
    for chemin in (*version.rglob("*"), version):
        _sync(chemin)
    provisoire = dossier / f"{COURANT}.{version.name}"
    provisoire.unlink(missing_ok=True)
    provisoire.symlink_to(version.relative_to(dossier))
    provisoire.replace(dossier / COURANT)
    _sync(dossier)


def _sync(chemin: Path) -> None:
    descripteur = os.open(chemin, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def delete_versions(dossier: Path) -> list[str]:
    """Delete the versions that are neither in force nor being read; return their names.

    Builds killed half-way leave such versions too. Call it with the right to build.
    """
    courante = find_version(dossier)
    versions = dossier / VERSIONS
    supprimees = []
    for version in sorted(versions.iterdir()) if versions.exists() else []:
        if version != courante and _lock_alone(version):
            shutil.rmtree(version, ignore_errors=True)
            supprimees.append(version.name)
    for reste in dossier.glob(f"{COURANT}.*"):
        reste.unlink(missing_ok=True)
    return supprimees


def _lock_alone(version: Path) -> bool:
    """Tell whether nobody reads this version; its manifest is removed so that nobody starts to."""
    verrou = version / VERROU_VERSION
    if not verrou.exists():
        return True
    with verrou.open("rb") as fichier:
        try:
            fcntl.flock(fichier, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        (version / MANIFESTE).unlink(missing_ok=True)
        return True
