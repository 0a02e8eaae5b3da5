"""The file of a backup: what it holds, one moment of the base, encrypted when asked."""

import hashlib
import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, Final

import msgspec

from spaser.elements import ErreurSpaser
from spaser.site.socle.controles import split_cles
from spaser.site.socle.declarations import list_declares
from spaser.site.socle.fichiers import FICHIERS, Lecture, Nommes
from spaser.site.socle.models import Fichier

# --- What a backup says of itself: its day, versions, rows of each table, files and their sizes
# ---


FORMAT: Final = 1
MANIFESTE: Final = "manifeste.json"  # first in the archive
EMPREINTES: Final = "empreintes.sha256"  # last in the archive, as `sha256sum --check` reads it


class Manifeste(msgspec.Struct, kw_only=True):
    """The state of a site on one day; `pieces` are sizes in bytes, by path in the archive."""

    format: int = FORMAT
    cree_le: str
    logiciel: str
    base: str  # sqlite or postgresql
    version_base: str
    migrations: list[tuple[str, str]]
    tables: dict[str, int]
    nommes: list[str]  # paths that the database names
    manquants: list[str]  # among them, those that the site itself had lost
    reglages: dict[str, str]
    secrets: list[str]  # settings whose secret is not here
    pieces: dict[str, int]
    liens: dict[str, str]

    def encode(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


def decode_manifeste(contenu: bytes) -> Manifeste:
    """Read a manifest; ErreurSpaser when it cannot be understood or is of a later version."""
    try:
        entete = msgspec.json.decode(contenu, type=dict[str, object])
        if entete.get("format") != FORMAT:
            raise ErreurSpaser(
                "Cette sauvegarde a été écrite par une version plus récente de spaser.",
                "Installez la version qui l’a faite, ou une plus récente, puis relancez.",
            )
        return msgspec.convert(entete, Manifeste)
    except (msgspec.DecodeError, msgspec.ValidationError) as erreur:
        raise ErreurSpaser(
            "Le manifeste de cette sauvegarde est illisible.", "Prenez une autre sauvegarde."
        ) from erreur


def write_empreintes(sommes: dict[str, str]) -> bytes:
    """Return the checksums as `sha256sum` writes them."""
    return "".join(f"{somme}  {nom}\n" for nom, somme in sommes.items()).encode()


def read_empreintes(contenu: bytes) -> dict[str, str]:
    lignes = (ligne.partition("  ") for ligne in contenu.decode().splitlines())
    return {nom: somme for somme, _, nom in lignes}


# --- The file of a backup: a plain tar, whole or absent, encrypted by `age` when asked ---
# Its first member says what it holds, its last one gives the checksum of all the others, as
# `sha256sum` does: a stranger can open and check it without this program.


CHIFFREE: Final = ".age"
_BLOC: Final = 1 << 20
_ABIMEE: Final = "Prenez une autre sauvegarde : rien n’a été touché."


class LectureSuivie:
    """Reads a file, sums it and tells how much was read."""

    def __init__(self, flux: IO[bytes], tell: Callable[[int], None]) -> None:
        self._flux, self._tell = flux, tell
        self.somme = hashlib.sha256()

    def read(self, taille: int = _BLOC) -> bytes:
        bloc = self._flux.read(taille)
        self.somme.update(bloc)
        self._tell(len(bloc))
        return bloc


# Writing.


def write_archive(
    sortie: IO[bytes], manifeste: Manifeste, chemins: dict[str, Path], tell: Callable[[int], None]
) -> None:
    """Write what a manifest announces; `chemins` says where each piece is."""
    sommes: dict[str, str] = {}
    with tarfile.open(fileobj=sortie, mode="w|", bufsize=_BLOC) as archive:
        _add(archive, MANIFESTE, io.BytesIO(entete := manifeste.encode()), len(entete), sommes)
        for nom, taille in manifeste.pieces.items():
            with chemins[nom].open("rb") as flux:
                _add(archive, nom, flux, taille, sommes, tell)
        for nom, visee in manifeste.liens.items():
            info = tarfile.TarInfo(nom)
            info.type, info.linkname = tarfile.SYMTYPE, visee
            archive.addfile(info)
        fin = write_empreintes(sommes)
        _add(archive, EMPREINTES, io.BytesIO(fin), len(fin), {})


def _add(
    archive: tarfile.TarFile,
    nom: str,
    flux: IO[bytes],
    taille: int,
    sommes: dict[str, str],
    tell: Callable[[int], None] = lambda _: None,
) -> None:
    info = tarfile.TarInfo(nom)
    info.size, info.mode = taille, 0o600
    suivie = LectureSuivie(flux, tell)
    archive.addfile(info, suivie)
    sommes[nom] = suivie.somme.hexdigest()


@contextmanager
def open_sortie(chemin: Path, cle: str) -> Iterator[IO[bytes]]:
    """Write a file that is on the disk, whole, at the end of the block; removed on failure."""
    descripteur = os.open(chemin, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    try:
        with os.fdopen(descripteur, "wb") as fichier:
            if cle:
                cles = [mot for une in split_cles(cle) for mot in ("--recipient", une)]
                with _run_age(cles, stdin=subprocess.PIPE, stdout=fichier) as age:
                    assert age.stdin is not None  # noqa: S101 - asked for
                    yield age.stdin
                    age.stdin.close()
            else:
                yield fichier
            fichier.flush()
            os.fsync(fichier.fileno())
    except BaseException:
        chemin.unlink(missing_ok=True)
        raise


@contextmanager
def _run_age(arguments: list[str], **flux: IO[bytes] | int) -> Iterator[subprocess.Popen[bytes]]:
    age = shutil.which("age")
    if age is None:
        raise ErreurSpaser(
            "Le programme age, qui chiffre les sauvegardes, est introuvable.",
            "Installez-le ; sous Debian : apt install age.",
        )
    with subprocess.Popen([age, *arguments], stderr=subprocess.PIPE, **flux) as processus:  # type: ignore[call-overload]  # noqa: S603 - found above
        try:
            yield processus
        except (OSError, tarfile.TarError):
            processus.kill()
            _refuse_age(processus)
            raise
        except BaseException:
            processus.kill()
            raise
        if processus.wait():
            _refuse_age(processus)


def _refuse_age(processus: subprocess.Popen[bytes]) -> None:
    assert processus.stderr is not None  # noqa: S101 - asked for
    if dit := processus.stderr.read().decode(errors="replace").strip():
        raise ErreurSpaser(f"age a refusé : {dit.splitlines()[0]}", "Vérifiez la clé.")


# Reading.


@contextmanager
def open_entree(chemin: Path, cle: Path | None) -> Iterator[IO[bytes]]:
    """Read a backup in clear, or through `age` with the private key of a file."""
    with chemin.open("rb") as fichier:
        if chemin.suffix != CHIFFREE:
            yield fichier
            return
        if cle is None:
            raise ErreurSpaser(
                "Cette sauvegarde est chiffrée.",
                "Donnez le fichier de la clé privée : --cle FICHIER.",
            )
        arguments = ["--decrypt", "--identity", str(cle)]
        with _run_age(arguments, stdin=fichier, stdout=subprocess.PIPE) as age:
            assert age.stdout is not None  # noqa: S101 - asked for
            yield age.stdout


def extract(
    chemin: Path, cle: Path | None, dossier: Path, accept: Callable[[Manifeste], None]
) -> Manifeste:
    """Unfold a backup into a folder of its own, checking every byte; return its manifest.

    `accept` looks at the manifest before anything is unfolded, and may refuse it.
    """
    try:
        with (
            open_entree(chemin, cle) as entree,
            tarfile.open(fileobj=entree, mode="r|", bufsize=_BLOC) as archive,
        ):
            manifeste = _extract(archive, dossier, accept)
            while entree.read(_BLOC):
                pass  # what pads the end: age then ends by itself
            return manifeste
    except (tarfile.TarError, EOFError, UnicodeDecodeError) as erreur:
        raise ErreurSpaser(
            f"« {chemin.name} » n’est pas une sauvegarde entière ({erreur}).", _ABIMEE
        ) from erreur


def _extract(
    archive: tarfile.TarFile, dossier: Path, accept: Callable[[Manifeste], None]
) -> Manifeste:
    sommes: dict[str, str] = {}
    liens: dict[str, str] = {}
    manifeste: Manifeste | None = None
    for membre in archive:
        nom = membre.name
        if manifeste is None:
            manifeste, sommes[nom] = _read_entete(archive, membre)
            accept(manifeste)
        elif nom == EMPREINTES:
            _compare(manifeste, sommes, liens, read_empreintes(_read(archive, membre)))
            return manifeste
        elif membre.isfile() and manifeste.pieces.get(nom) == membre.size:
            sommes[nom] = _write(archive, membre, _locate(dossier, nom))
        elif membre.issym() and manifeste.liens.get(nom) == membre.linkname:
            _locate(dossier, nom).symlink_to(_check_visee(membre.linkname))
            liens[nom] = membre.linkname
        else:
            raise ErreurSpaser(
                f"Cette sauvegarde contient « {nom} », qui n’est pas annoncé.", _ABIMEE
            )
    raise ErreurSpaser("Cette sauvegarde n’est pas entière : sa fin manque.", _ABIMEE)


def _read_entete(archive: tarfile.TarFile, membre: tarfile.TarInfo) -> tuple[Manifeste, str]:
    if membre.name != MANIFESTE:
        raise ErreurSpaser("Ce fichier n’est pas une sauvegarde de spaser.", _ABIMEE)
    contenu = _read(archive, membre)
    return decode_manifeste(contenu), hashlib.sha256(contenu).hexdigest()


def _read(archive: tarfile.TarFile, membre: tarfile.TarInfo) -> bytes:
    flux = archive.extractfile(membre)
    return flux.read() if flux else b""


def _write(archive: tarfile.TarFile, membre: tarfile.TarInfo, cible: Path) -> str:
    flux = archive.extractfile(membre)
    assert flux is not None  # noqa: S101 - it is a file
    suivie = LectureSuivie(flux, lambda _: None)
    descripteur = os.open(cible, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descripteur, "wb") as sortie:
        while bloc := suivie.read():
            sortie.write(bloc)
    return suivie.somme.hexdigest()


def _locate(dossier: Path, nom: str) -> Path:
    """Return where a member of the archive goes; refuse any place outside the folder."""
    relatif = PurePosixPath(nom)
    if relatif.is_absolute() or ".." in relatif.parts:
        raise ErreurSpaser(f"Cette sauvegarde contient un chemin refusé : « {nom} ».", _ABIMEE)
    cible = dossier / relatif
    if any(parent.is_symlink() for parent in cible.parents if parent.is_relative_to(dossier)):
        raise ErreurSpaser(f"Cette sauvegarde contient un chemin refusé : « {nom} ».", _ABIMEE)
    cible.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return cible


def _check_visee(visee: str) -> str:
    relatif = PurePosixPath(visee)
    if relatif.is_absolute() or ".." in relatif.parts:
        raise ErreurSpaser(f"Cette sauvegarde contient un lien refusé : « {visee} ».", _ABIMEE)
    return visee


def _compare(
    manifeste: Manifeste, sommes: dict[str, str], liens: dict[str, str], annoncees: dict[str, str]
) -> None:
    """Refuse a backup of which a piece is absent or is not what it was."""
    absents = [nom for nom in manifeste.pieces if nom not in sommes]
    absents += [nom for nom in manifeste.liens if nom not in liens]
    changes = [nom for nom, somme in sommes.items() if annoncees.get(nom) != somme]
    if souci := (absents or changes):
        quoi = "manque" if absents else "a changé depuis"
        raise ErreurSpaser(f"Cette sauvegarde est abîmée : « {souci[0]} » {quoi}.", _ABIMEE)


# --- One moment of a database, held for as long as it is read and copied ---


@dataclass(frozen=True)
class Instant:
    """A moment of the database: `lit` runs queries on it, `write` copies it whole to a file."""

    version: str
    tables: list[str]
    lit: Lecture
    write: Callable[[Path], None]

    def count(self) -> dict[str, int]:
        return {nom: self._count(nom) for nom in sorted(self.tables)}

    def _count(self, nom: str) -> int:
        [(nombre,)] = self.lit(f'SELECT count(*) FROM "{nom}"')  # noqa: S608 - named by the base
        return int(nombre)


# --- The files that the database names, as paths of a backup: none of them may be missing from it
# ---


COURRIELS: Final = "courriels"
ENTREPOT: Final = "entrepot"

_FICHIERS: Final = f"SELECT contenu FROM {Fichier._meta.db_table}"  # noqa: S608, SLF001 - ours


def list_nommes(lit: Lecture) -> list[str]:
    fichiers = {f"{FICHIERS}/{contenu}" for (contenu,) in lit(_FICHIERS) if contenu}
    nommes: list[Nommes] = list_declares("FICHIERS_NOMMES")
    return sorted(fichiers.union(chain.from_iterable(list_siens(lit) for list_siens in nommes)))
