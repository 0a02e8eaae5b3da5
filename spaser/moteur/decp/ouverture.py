"""Inputs: files, folders, archives, compressed files, standard input, told by their contents.

Nothing here looks inside a document: `reconnaissance` does. What cannot be opened is set aside
with its reason; only an input that does not exist, or a disk that is full, stops the work.
"""

import hashlib
import io
import os
import select
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from spaser.elements import ErreurSpaser
from spaser.moteur.decp.archives import (
    BLOC,
    VIDE,
    Archives,
    create_temporaire,
    explain_erreur,
    is_archive,
    show_nom,
)
from spaser.moteur.valeurs import Ignore, Piece

ENTREE_STANDARD: Final = "-"
# Large: between two blocks, a thread may wait for those that run Python.
BLOC_EMPREINTE: Final = 8 << 20
ATTENTE: Final = 10.0  # seconds left to a program to take the other end of a pipe


class EntreeIntrouvable(ErreurSpaser):
    """An input that the user named does not exist."""


def empreinte(chemin: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    calcul = hashlib.sha256()
    bloc = bytearray(BLOC_EMPREINTE)
    with Path(chemin).open("rb", buffering=0) as fichier:
        while lus := fichier.readinto(bloc):
            calcul.update(memoryview(bloc)[:lus])
    return calcul.hexdigest()


class EntreeMuette(ErreurSpaser):
    """A pipe into which no program writes."""


def open_entrees(
    entrees: Sequence[str | Path], travail: Path, flux: Mapping[str, Path] | None = None
) -> Iterator[Piece | Ignore]:
    """Yield the readable files behind each input, in order; archives are opened into `travail`.

    `flux` is what `read_flux` made of the same inputs, when the caller had to read them earlier.

    Raises:
        EntreeIntrouvable: an input does not exist; told before anything is read.
        EntreeMuette: nobody writes into a pipe.
    """
    _check_existence(entrees)
    return _open(entrees, travail, read_flux(entrees, travail) if flux is None else flux)


def is_flux(entree: str | Path) -> bool:
    """Tell the standard input and a pipe: they are read once, and end when others will."""
    return str(entree) == ENTREE_STANDARD or Path(entree).is_fifo()


def read_flux(entrees: Sequence[str | Path], travail: Path) -> dict[str, Path]:
    """Copy into `travail` the standard input and the pipes; return the copy of each, by input.

    A caller that takes a lock reads them before.

    Raises:
        EntreeIntrouvable: an input does not exist; told before anything is read.
        EntreeMuette: nobody writes into a pipe.
    """
    _check_existence(entrees)
    copies: dict[str, Path] = {}
    for nom in filter(is_flux, dict.fromkeys(map(str, entrees))):
        copies[nom] = create_temporaire(travail, "")
        if nom == ENTREE_STANDARD:
            with copies[nom].open("wb") as sortie:
                shutil.copyfileobj(sys.stdin.buffer, sortie, BLOC)
        else:
            _copy_tube(Path(nom), copies[nom])
    return copies


def _copy_tube(tube: Path, cible: Path) -> None:
    descripteur = os.open(tube, os.O_RDONLY | os.O_NONBLOCK)  # to open it never waits
    with io.FileIO(descripteur) as source, cible.open("wb") as sortie:
        select.select([source], [], [], ATTENTE)
        debut = source.read(BLOC)  # None: somebody holds the other end, and is slow to write
        if debut == b"":
            raise EntreeMuette(
                f"Rien n’arrive par le tube « {show_nom(tube.name)} ».",
                "Lancez d’abord le programme qui y écrit, ou donnez un fichier.",
            )
        sortie.write(debut or b"")
        os.set_blocking(descripteur, True)
        shutil.copyfileobj(source, sortie, BLOC)


def _check_existence(entrees: Sequence[str | Path]) -> None:
    for entree in entrees:
        if str(entree) != ENTREE_STANDARD and not os.path.lexists(entree):
            raise EntreeIntrouvable(
                f"Le fichier « {show_nom(str(entree))} » n’existe pas.",
                "Vérifiez le nom et le dossier ; un nom qui contient des espaces se met entre "
                "guillemets.",
            )


def _open(
    entrees: Sequence[str | Path], travail: Path, flux: Mapping[str, Path]
) -> Iterator[Piece | Ignore]:
    for entree in entrees:
        chemin = Path(entree)
        nom = "entrée standard" if str(entree) == ENTREE_STANDARD else show_nom(chemin.name)
        if str(entree) not in flux and chemin.is_dir():
            yield from _open_dossier(chemin, travail)
        else:
            yield from _open_fichier(flux.get(str(entree), chemin), nom, travail)


def _open_dossier(dossier: Path, travail: Path) -> Iterator[Piece | Ignore]:
    """Open the files of a folder and of its folders, sorted by path; links to folders are told."""
    trouves: list[tuple[Path, str | None]] = []

    def note(erreur: OSError) -> None:
        trouves.append(
            (Path(os.fsdecode(erreur.filename)), f"dossier illisible ({explain_erreur(erreur)})")
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


def _open_fichier(chemin: Path, nom: str, travail: Path) -> Iterator[Piece | Ignore]:
    """Open one file; a pipe that lies in a folder is not read."""
    try:
        etat = chemin.stat()
        if not stat.S_ISREG(etat.st_mode):
            yield Ignore(nom, "ce n’est pas un fichier ordinaire")
            return
        archive = is_archive(chemin)
    except FileNotFoundError:
        yield Ignore(nom, "lien vers un fichier qui n’existe pas")
    except OSError as erreur:
        yield Ignore(nom, f"fichier illisible ({explain_erreur(erreur)})")
    else:
        if etat.st_size == 0:
            yield Ignore(nom, VIDE)
        elif archive:
            yield from Archives(travail).open_archive(chemin, nom)
        else:
            yield Piece(nom, str(_make_readable(chemin, travail)), etat.st_size)


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
