"""Inputs: files, folders, archives, compressed files, standard input, told by their contents.

Nothing here looks inside a document: `reconnaissance` does. What cannot be opened is set aside
with its reason; only an input that does not exist, or a disk that is full, stops the work.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from spaser.donnees.decp.archives import (
    BLOC,
    VIDE,
    Archives,
    create_temporaire,
    explain,
    is_archive,
    show_nom,
)
from spaser.donnees.valeurs import Ignore, Piece
from spaser.erreurs import ErreurSpaser

ENTREE_STANDARD: Final = "-"


class EntreeIntrouvable(ErreurSpaser):
    """An input that the user named does not exist."""


def empreinte(chemin: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with Path(chemin).open("rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()


def open_entrees(entrees: Sequence[str | Path], travail: Path) -> Iterator[Piece | Ignore]:
    """Yield the readable files behind each input, in order; archives are opened into `travail`.

    Raises:
        EntreeIntrouvable: an input does not exist; told before anything is read.

    """
    for entree in entrees:
        if str(entree) != ENTREE_STANDARD and not os.path.lexists(entree):
            raise EntreeIntrouvable(
                f"Le fichier « {show_nom(str(entree))} » n’existe pas.",
                "Vérifiez le nom et le dossier ; un nom qui contient des espaces se met entre "
                "guillemets.",
            )
    return _open(entrees, travail)


def _open(entrees: Sequence[str | Path], travail: Path) -> Iterator[Piece | Ignore]:
    for entree in entrees:
        chemin = Path(entree)
        if str(entree) == ENTREE_STANDARD:
            yield from _open_standard(travail)
        elif chemin.is_dir():
            yield from _open_dossier(chemin, travail)
        else:
            yield from _open_fichier(chemin, show_nom(chemin.name), travail, nomme=True)


def _open_standard(travail: Path) -> Iterator[Piece | Ignore]:
    cible = create_temporaire(travail, "")
    with cible.open("wb") as sortie:
        shutil.copyfileobj(sys.stdin.buffer, sortie, BLOC)
    yield from _open_fichier(cible, "entrée standard", travail)


def _open_dossier(dossier: Path, travail: Path) -> Iterator[Piece | Ignore]:
    """Open the files of a folder and of its folders, sorted by path; links to folders are told."""
    trouves: list[tuple[Path, str | None]] = []

    def note(erreur: OSError) -> None:
        trouves.append(
            (Path(os.fsdecode(erreur.filename)), f"dossier illisible ({explain(erreur)})")
        )

    for racine, dossiers, fichiers in os.walk(dossier, onerror=note):
        ici = Path(racine)
        liens = [nom for nom in dossiers if (ici / nom).is_symlink()]
        trouves += [(ici / nom, "lien vers un dossier, non suivi") for nom in liens]
        trouves += [(ici / nom, None) for nom in fichiers]
        dossiers[:] = [d for d in dossiers if d not in liens and not _is_same(ici / d, travail)]
    for chemin, raison in sorted(trouves, key=lambda t: t[0]):
        nom = show_nom(str(chemin.relative_to(dossier.parent)))
        if raison:
            yield Ignore(nom, raison)
        else:
            yield from _open_fichier(chemin, nom, travail)


def _is_same(dossier: Path, travail: Path) -> bool:
    return dossier.resolve() == travail.resolve()


def _open_fichier(
    chemin: Path, nom: str, travail: Path, *, nomme: bool = False
) -> Iterator[Piece | Ignore]:
    """Open one file; a pipe is read only when the user named it."""
    try:
        etat = chemin.stat()
        if stat.S_ISFIFO(etat.st_mode) and nomme:
            chemin = _spool(chemin, travail)
            etat = chemin.stat()
        if not stat.S_ISREG(etat.st_mode):
            yield Ignore(nom, "ce n’est pas un fichier ordinaire")
            return
        archive = is_archive(chemin)
    except FileNotFoundError:
        yield Ignore(nom, "lien vers un fichier qui n’existe pas")
    except OSError as erreur:
        yield Ignore(nom, f"fichier illisible ({explain(erreur)})")
    else:
        if etat.st_size == 0:
            yield Ignore(nom, VIDE)
        elif archive:
            yield from Archives(travail).open_archive(chemin, nom)
        else:
            yield Piece(nom, str(_make_readable(chemin, travail)), etat.st_size)


def _spool(tube: Path, travail: Path) -> Path:
    cible = create_temporaire(travail, "")
    with tube.open("rb") as source, cible.open("wb") as sortie:
        shutil.copyfileobj(source, sortie, BLOC)
    return cible


def _make_readable(chemin: Path, travail: Path) -> Path:
    """Return a path that is text: a name that is not UTF-8 is reached through a link."""
    try:
        str(chemin).encode()
    except UnicodeEncodeError:
        lien = create_temporaire(travail, "")
        lien.unlink()
        lien.symlink_to(chemin.resolve())
        return lien
    return chemin
