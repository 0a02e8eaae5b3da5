"""Archives and compressed files: opened by blocks, refused when they are a trap."""

import errno
import gzip
import re
import stat
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Final

from spaser.elements import ErreurSpaser
from spaser.moteur.valeurs import Ignore, Piece

BLOC: Final = 1 << 20
RAPPORT_BOMBE: Final = 200  # decompressed bytes for one compressed byte
TAILLE_BOMBE: Final = 100 << 20  # under this size, any ratio is harmless
TAILLE_MAX: Final = 20 << 30  # of all that one archive holds
PROFONDEUR_MAX: Final = 2  # an archive in an archive, no further
SEPARATEUR: Final = " › "
VIDE: Final = "fichier vide"

_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_CHIFFRE: Final = 0x1
# A workbook or a document is a zip too: it is a file to recognise, not an archive to open.
BUREAUTIQUE: Final = frozenset({"[Content_Types].xml", "mimetype"})
_SUFFIXE: Final = re.compile(r"\.\w{1,11}")
_COMPRIMES: Final = frozenset({".gz", ".zip", ".zst", ".bz2", ".xz"})
_INVISIBLE: Final = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_ABIMES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    OverflowError,
    IndexError,
    struct.error,
)
_DEMESURE: Final = "refusé : une fois décompressé, il serait démesurément grand"
_TROP_PROFOND: Final = "archive dans une archive dans une archive : décompressez-la d’abord"


class EspaceInsuffisant(ErreurSpaser):
    """The disk cannot hold what is decompressed."""


class _Bombe(Exception):
    """Decompressed data grow beyond reason."""


def is_archive(chemin: Path) -> bool:
    """Tell whether a file is compressed, by its first bytes."""
    with chemin.open("rb") as fichier:
        debut = fichier.read(4)
    return debut.startswith(_GZIP) or debut in _ZIP


def create_temporaire(travail: Path, nom: str) -> Path:
    """Create an empty file in `travail`; of its name, only a plain extension is kept."""
    suffixe = PurePosixPath(nom).suffix.lower()
    garde = suffixe if _SUFFIXE.fullmatch(suffixe) and suffixe not in _COMPRIMES else ""
    with tempfile.NamedTemporaryFile(
        dir=travail, prefix="entree-", suffix=garde, delete=False
    ) as fichier:
        return Path(fichier.name)


def show_nom(nom: str) -> str:
    """Return a file name that can be printed and stored."""
    return _INVISIBLE.sub("\ufffd", nom)


def explain_erreur(erreur: BaseException) -> str:
    """Say what went wrong in French, from the kind of error alone."""
    if isinstance(erreur, PermissionError):
        return "vous n’avez pas le droit de le lire"
    if isinstance(erreur, EOFError):
        return "il s’arrête avant la fin"
    if isinstance(erreur, NotImplementedError):
        return "méthode de compression non reconnue"
    if isinstance(erreur, OSError) and erreur.errno:
        return "le système refuse de le lire"
    return "les données ne sont pas celles annoncées"


class Archives:
    """Opens an archive, and those that it holds, one level down.

    `taille_max` bounds all that comes out of it.
    """

    def __init__(self, travail: Path, taille_max: int | None = None) -> None:
        self._travail = travail
        self._taille_max = taille_max or TAILLE_MAX
        self._ecrits = 0  # bytes decompressed so far
        self._comprimes = 0  # size of the archive that the user gave

    def open_archive(self, chemin: Path, nom: str) -> Iterator[Piece | Ignore]:
        self._comprimes = chemin.stat().st_size
        yield from self._open(chemin, nom, 0)

    def _open(self, chemin: Path, nom: str, profondeur: int) -> Iterator[Piece | Ignore]:
        taille = chemin.stat().st_size
        if taille == 0:
            yield Ignore(nom, VIDE)
        elif not is_archive(chemin) or is_bureautique(chemin):
            yield Piece(nom, str(chemin), taille)
        elif profondeur >= PROFONDEUR_MAX:
            chemin.unlink()
            yield Ignore(nom, _TROP_PROFOND)
        else:
            yield from self._expand(chemin, nom, profondeur)
            if profondeur:
                chemin.unlink()

    def _expand(self, chemin: Path, nom: str, profondeur: int) -> Iterator[Piece | Ignore]:
        with chemin.open("rb") as fichier:
            gz = fichier.read(2) == _GZIP
        yield from (self._open_gzip if gz else self._open_zip)(chemin, nom, profondeur)

    def _open_gzip(self, chemin: Path, nom: str, profondeur: int) -> Iterator[Piece | Ignore]:
        cible = create_temporaire(self._travail, nom.removesuffix(".gz"))
        abime = ""
        try:
            with gzip.open(chemin) as source:
                # One block at a time, so that what comes before a fault is not lost.
                self._copy(source.read1, cible, chemin.stat().st_size)
        except _Bombe:
            cible.unlink()
            yield Ignore(nom, _DEMESURE)
            return
        except _ABIMES as erreur:
            abime = f"compression abîmée ({explain_erreur(erreur)})"
        if cible.stat().st_size or not abime:
            # What came out before the damage is read: the last record will be told truncated.
            yield from self._open(cible, nom, profondeur + 1)
            abime = abime and f"{abime} : seul le début en a été lu"
        if abime:
            yield Ignore(nom, abime)

    def _open_zip(self, chemin: Path, nom: str, profondeur: int) -> Iterator[Piece | Ignore]:
        try:
            archive = zipfile.ZipFile(chemin)
        except _ABIMES as erreur:
            yield Ignore(nom, f"archive abîmée ({explain_erreur(erreur)})")
            return
        with archive:
            membres = [m for m in archive.infolist() if not m.is_dir()]
            if not membres:
                yield Ignore(nom, "archive vide")
            for membre in membres:
                yield from self._open_membre(archive, membre, nom, profondeur)

    def _open_membre(
        self, archive: zipfile.ZipFile, membre: zipfile.ZipInfo, nom: str, profondeur: int
    ) -> Iterator[Piece | Ignore]:
        complet = f"{nom}{SEPARATEUR}{show_nom(membre.filename)}"
        if raison := _refuse(membre):
            yield Ignore(complet, raison)
            return
        cible = create_temporaire(self._travail, membre.filename)
        try:
            with archive.open(membre) as source:
                self._copy(source.read, cible, membre.compress_size)
        except _Bombe:
            cible.unlink()
            yield Ignore(complet, _DEMESURE)
        except _ABIMES as erreur:
            cible.unlink()
            yield Ignore(complet, f"membre d’archive abîmé ({explain_erreur(erreur)})")
        else:
            yield from self._open(cible, complet, profondeur + 1)

    def _copy(self, read: Callable[[int], bytes], cible: Path, comprimes: int) -> None:
        """Decompress by blocks, and stop as soon as the output is out of proportion.

        Raises:
            _Bombe: the output is too large for its input.
        """
        ecrits = 0
        borne = max(TAILLE_BOMBE, RAPPORT_BOMBE * comprimes)
        borne_totale = min(self._taille_max, max(TAILLE_BOMBE, RAPPORT_BOMBE * self._comprimes))
        with cible.open("wb") as sortie:
            while bloc := read(BLOC):
                ecrits += len(bloc)
                self._ecrits += len(bloc)
                if ecrits > borne or self._ecrits > borne_totale:
                    raise _Bombe
                _write(sortie, bloc)


def _write(sortie: IO[bytes], bloc: bytes) -> None:
    try:
        sortie.write(bloc)
    except OSError as erreur:
        if erreur.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise EspaceInsuffisant(
            "Il n’y a plus de place sur le disque pour décompresser l’archive.",
            "Libérez de la place, ou désignez un autre dossier de travail.",
        ) from erreur


def is_bureautique(chemin: Path) -> bool:
    """Tell whether a file is a workbook or a document, which is a zip too."""
    try:
        with zipfile.ZipFile(chemin) as archive:
            return not BUREAUTIQUE.isdisjoint(archive.namelist())
    except _ABIMES:
        return False


def _refuse(membre: zipfile.ZipInfo) -> str | None:
    """Return why a member of an archive must not be opened, if it must not."""
    nom = membre.filename.replace("\\", "/")
    chemin = PurePosixPath(nom)
    if chemin.is_absolute() or ".." in chemin.parts or re.match(r"[A-Za-z]:", nom):
        return "refusé : son nom désigne un emplacement hors de l’archive"
    if membre.flag_bits & _CHIFFRE:
        return "protégé par un mot de passe : décompressez-le d’abord"
    if stat.S_ISLNK(membre.external_attr >> 16):
        return "lien symbolique, non suivi"
    if membre.file_size > TAILLE_MAX:
        return _DEMESURE
    return None
