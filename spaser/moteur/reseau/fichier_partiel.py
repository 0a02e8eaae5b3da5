"""The unfinished file: bytes already received, and what is needed to ask for the rest.

`x.json.part` holds the bytes and `x.json.part.json` the marks of the version they belong to.
Both outlive the program, so that a cut transfer goes on at the next run.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from spaser.moteur.reseau.pannes import REPRISE, ErreurDisque

if TYPE_CHECKING:
    from hashlib import _Hash


_BLOC = 1 << 20
_PLEIN = {errno.ENOSPC, errno.EDQUOT}
_REFUS = {errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass(frozen=True, slots=True)
class Marques:
    """Marks of the version being received: they tell whether the rest can be asked for."""

    url: str
    etag: str | None
    last_modified: str | None
    total: int | None

    @property
    def if_range(self) -> str | None:
        """The mark that lets the host go on: a strong ETag, else a date."""
        if self.etag and not self.etag.startswith("W/"):
            return self.etag
        return self.last_modified


class FichierPartiel:
    """Bytes of `cible` received so far, hashed as they come. One process at a time."""

    def __init__(self, cible: Path, url: str, algorithmes: Iterable[str]) -> None:
        self.cible = cible
        self.chemin = cible.with_name(f"{cible.name}.part")
        self.taille = 0
        self.repere: Marques | None = None
        self._marques = cible.with_name(f"{cible.name}.part.json")
        self.url = url
        self._algorithmes = tuple(dict.fromkeys(algorithmes))
        self._hachages: dict[str, _Hash] = {}
        self._fd = -1
        self._finie = False

    def __enter__(self) -> Self:
        with disk_errors(self.cible):
            self.cible.parent.mkdir(parents=True, exist_ok=True)
            self._fd = open_locked(self.chemin)
            try:
                self._load()
            except BaseException:
                os.close(self._fd)
                raise
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _erreur: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        try:
            if not self._finie and os.fstat(self._fd).st_size == 0:
                self._marques.unlink(missing_ok=True)
                self.chemin.unlink(missing_ok=True)
        finally:
            os.close(self._fd)

    def _load(self) -> None:
        """Take up what an earlier run left, when it can still be continued."""
        self._reset()
        repere = self._read_marques()
        presents = os.fstat(self._fd).st_size
        if repere is None or not self._can_continue(repere, presents):
            self.discard()
            return
        while bloc := os.read(self._fd, _BLOC):
            self._count(bloc)
        self.repere = repere

    def _can_continue(self, repere: Marques, presents: int) -> bool:
        meme = repere.url == self.url and repere.if_range is not None
        return meme and 0 < presents <= (repere.total or presents)

    def _read_marques(self) -> Marques | None:
        try:
            return msgspec.json.decode(self._marques.read_bytes(), type=Marques)
        except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def _reset(self) -> None:
        self.taille = 0
        self.repere = None
        self._hachages = {nom: hashlib.new(nom, usedforsecurity=False) for nom in self._algorithmes}

    def _count(self, bloc: bytes | memoryview) -> None:
        self.taille += len(bloc)
        for hachage in self._hachages.values():
            hachage.update(bloc)

    @property
    def sommes(self) -> dict[str, str]:
        return {nom: hachage.hexdigest() for nom, hachage in self._hachages.items()}

    def restart(self, repere: Marques) -> None:
        """Forget the bytes received and get ready for the whole file, under new marks."""
        self.discard()
        self.repere = repere
        with disk_errors(self.cible):
            if repere.if_range is not None:
                write_atomic(self._marques, msgspec.json.encode(asdict(repere)))

    def discard(self) -> None:
        """Forget the bytes received: they belong to nothing that can be finished."""
        self._reset()
        with disk_errors(self.cible):
            self._marques.unlink(missing_ok=True)
            os.ftruncate(self._fd, 0)
            os.lseek(self._fd, 0, os.SEEK_SET)

    def write(self, bloc: bytes) -> None:
        """Add bytes; what is written before a full disk stays good."""
        vue = memoryview(bloc)
        with disk_errors(self.cible):
            while vue:
                ecrits = os.write(self._fd, vue)
                self._count(vue[:ecrits])
                vue = vue[ecrits:]

    def ends_with(self, fin: bytes) -> bool:
        return os.pread(self._fd, len(fin), max(0, self.taille - len(fin))) == fin

    def commit(self) -> None:
        """Put the finished file in place of the old one, in one step, safe on the disk."""
        with disk_errors(self.cible):
            os.fsync(self._fd)
            self.chemin.replace(self.cible)
            self._finie = True
            sync_folder(self.cible.parent)
            self._marques.unlink(missing_ok=True)


def open_locked(chemin: Path) -> int:
    """Open a file for us alone; another process that holds it is told apart from a failure."""
    while True:
        fd = os.open(chemin, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            _lock(fd, chemin)
            if _is_still(chemin, fd):
                return fd
        except BaseException:
            os.close(fd)
            raise
        os.close(fd)  # the other process had just renamed or removed it: open the new one


def _lock(fd: int, chemin: Path) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as erreur:
        raise ErreurDisque(
            f"Un autre téléchargement est en cours dans {chemin.parent}.",
            "Attendez qu’il se termine, ou arrêtez-le.",
        ) from erreur
    except OSError:
        return  # a network file system without locks: better unprotected than unusable


def _is_still(chemin: Path, fd: int) -> bool:
    try:
        ici = chemin.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(ici, os.fstat(fd))


def write_atomic(chemin: Path, contenu: bytes) -> None:
    """Write a small file so that a reader sees the old one or the new one, never a half."""
    provisoire = chemin.with_name(f"{chemin.name}.tmp")
    try:
        with provisoire.open("wb") as fichier:
            fichier.write(contenu)
            fichier.flush()
            os.fsync(fichier.fileno())
        provisoire.replace(chemin)
    except BaseException:
        with suppress(OSError):
            provisoire.unlink(missing_ok=True)
        raise
    sync_folder(chemin.parent)


def sync_folder(dossier: Path) -> None:
    """Make a renaming survive a power cut."""
    fd = os.open(dossier, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextmanager
def disk_errors(cible: Path) -> Iterator[None]:
    """Tell a disk failure in French, with what to do."""
    try:
        yield
    except OSError as erreur:
        dossier = cible.parent
        if erreur.errno in _PLEIN:
            message = f"Le disque est plein : {cible.name} n’a pas pu être écrit en entier."
            conseil = f"Libérez de la place pour {dossier}. {REPRISE}"
        elif erreur.errno in _REFUS:
            message = f"Écriture refusée dans {dossier}."
            conseil = "Vérifiez les droits du dossier ou choisissez-en un autre."
        else:
            message = f"{cible.name} n’a pas pu être écrit ({erreur.strerror or erreur})."
            conseil = f"Vérifiez le disque qui porte {dossier}. {REPRISE}"
        raise ErreurDisque(message, conseil) from erreur
