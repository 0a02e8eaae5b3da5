"""Inputs: files, folders, archives, compressed files, standard input, told by their contents.

Nothing here looks inside a document: `reconnaissance` does. What cannot be opened is set aside
with its reason; only an input that does not exist stops the work.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Final

from spaser.donnees.valeurs import Ignore, Piece
from spaser.erreurs import ErreurSpaser

BLOC: Final = 1 << 20
ENTREE_STANDARD: Final = "-"
RAPPORT_BOMBE: Final = 200  # decompressed bytes for one compressed byte
TAILLE_BOMBE: Final = 100 << 20  # under this size, any ratio is harmless
TAILLE_MAX: Final = 20 << 30
PROFONDEUR_MAX: Final = 2  # an archive in an archive, no further
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_CHIFFRE: Final = 0x1
# A workbook or a document is a zip too: it is a file to recognise, not an archive to open.
_BUREAUTIQUE: Final = ("[Content_Types].xml", "mimetype")


class EntreeIntrouvable(ErreurSpaser):
    """An input that the user named does not exist."""


class _Bombe(Exception):
    """Decompressed data grow beyond reason."""


def empreinte(chemin: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with chemin.open("rb") as fichier:
        return hashlib.file_digest(fichier, "sha256").hexdigest()


def open_entrees(entrees: Sequence[str | Path], travail: Path) -> Iterator[Piece | Ignore]:
    """Yield the readable files behind each input, in order; archives are opened into `travail`.

    Raises:
        EntreeIntrouvable: an input does not exist.

    """
    ouverture = _Ouverture(travail)
    for entree in entrees:
        if str(entree) == ENTREE_STANDARD:
            yield from ouverture.open_standard()
            continue
        chemin = Path(entree)
        if not chemin.exists():
            raise EntreeIntrouvable(
                f"Le fichier « {entree} » n'existe pas.",
                "Vérifiez le nom et le dossier ; un nom qui contient des espaces se met entre "
                "guillemets.",
            )
        if chemin.is_dir():
            for fichier in sorted(f for f in chemin.rglob("*") if f.is_file()):
                yield from ouverture.open_fichier(fichier, str(fichier.relative_to(chemin.parent)))
        else:
            yield from ouverture.open_fichier(chemin, chemin.name)


class _Ouverture:
    """Opens files one by one; numbers the temporary ones."""

    def __init__(self, travail: Path) -> None:
        self._travail = travail
        self._rang = 0

    def _temporaire(self, nom: str) -> Path:
        self._rang += 1
        suffixe = PurePosixPath(nom).suffix[:12]
        return self._travail / f"entree-{self._rang:06d}{suffixe}"

    def open_standard(self) -> Iterator[Piece | Ignore]:
        cible = self._temporaire("")
        with cible.open("wb") as sortie:
            shutil.copyfileobj(sys.stdin.buffer, sortie, BLOC)
        yield from self.open_fichier(cible, "entrée standard")

    def open_fichier(self, chemin: Path, nom: str, profondeur: int = 0) -> Iterator[Piece | Ignore]:
        try:
            taille = chemin.stat().st_size
            with chemin.open("rb") as fichier:
                debut = fichier.read(4)
        except OSError as erreur:
            yield Ignore(nom, f"fichier illisible ({_explain(erreur)})")
            return
        if taille == 0:
            yield Ignore(nom, "fichier vide")
        elif debut.startswith(_GZIP) and profondeur < PROFONDEUR_MAX:
            yield from self._open_gzip(chemin, nom, profondeur)
        elif debut in _ZIP and profondeur < PROFONDEUR_MAX:
            yield from self._open_zip(chemin, nom, profondeur)
        else:
            yield Piece(nom, str(chemin), taille)

    def _open_gzip(self, chemin: Path, nom: str, profondeur: int) -> Iterator[Piece | Ignore]:
        cible = self._temporaire(nom.removesuffix(".gz"))
        try:
            with gzip.open(chemin) as source:
                _copy(source, cible, chemin.stat().st_size)
        except _Bombe:
            cible.unlink(missing_ok=True)
            yield Ignore(nom, "refusé : une fois décompressé, il serait démesurément grand")
            return
        except (OSError, EOFError, zlib.error) as erreur:
            if not cible.exists() or cible.stat().st_size == 0:
                yield Ignore(nom, f"compression abîmée ({_explain(erreur)})")
                return
            # What came out before the damage is read: the last record will be told truncated.
        yield from self.open_fichier(cible, nom, profondeur + 1)

    def _open_zip(self, chemin: Path, nom: str, profondeur: int) -> Iterator[Piece | Ignore]:
        try:
            archive = zipfile.ZipFile(chemin)
        except (zipfile.BadZipFile, OSError) as erreur:
            yield Ignore(nom, f"archive abîmée ({_explain(erreur)})")
            return
        with archive:
            membres = archive.infolist()
            if any(m.filename in _BUREAUTIQUE for m in membres):
                yield Piece(nom, str(chemin), chemin.stat().st_size)
                return
            for membre in membres:
                if not membre.is_dir():
                    yield from self._open_membre(archive, membre, nom, profondeur)

    def _open_membre(
        self, archive: zipfile.ZipFile, membre: zipfile.ZipInfo, nom: str, profondeur: int
    ) -> Iterator[Piece | Ignore]:
        complet = f"{nom} › {membre.filename}"
        if raison := _refuse(membre):
            yield Ignore(complet, raison)
            return
        cible = self._temporaire(membre.filename)
        try:
            with archive.open(membre) as source:
                _copy(source, cible, membre.compress_size)
        except _Bombe:
            cible.unlink(missing_ok=True)
            yield Ignore(complet, "refusé : une fois décompressé, il serait démesurément grand")
        except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError) as erreur:
            cible.unlink(missing_ok=True)
            yield Ignore(complet, f"membre d'archive abîmé ({_explain(erreur)})")
        else:
            yield from self.open_fichier(cible, complet, profondeur + 1)


def _refuse(membre: zipfile.ZipInfo) -> str | None:
    """Return why a member of an archive must not be opened, if it must not."""
    chemin = PurePosixPath(membre.filename.replace("\\", "/"))
    if chemin.is_absolute() or ".." in chemin.parts or ":" in chemin.parts[0]:
        return "refusé : son nom désigne un emplacement hors de l'archive"
    if membre.flag_bits & _CHIFFRE:
        return "protégé par un mot de passe : décompressez-le d'abord"
    if membre.file_size > TAILLE_MAX:
        return "refusé : une fois décompressé, il serait démesurément grand"
    return None


def _copy(source: IO[bytes], cible: Path, taille_comprimee: int) -> None:
    """Decompress by blocks, and stop as soon as the output is out of proportion.

    Raises:
        _Bombe: the output is too large for its input.

    """
    borne = min(TAILLE_MAX, max(TAILLE_BOMBE, RAPPORT_BOMBE * taille_comprimee))
    ecrits = 0
    with cible.open("wb") as sortie:
        while bloc := source.read(BLOC):
            ecrits += len(bloc)
            if ecrits > borne:
                raise _Bombe
            sortie.write(bloc)


def _explain(erreur: BaseException) -> str:
    """Say what went wrong in French, from the kind of error alone."""
    if isinstance(erreur, PermissionError):
        return "vous n'avez pas le droit de le lire"
    if isinstance(erreur, EOFError):
        return "il s'arrête avant la fin"
    if isinstance(erreur, NotImplementedError):
        return "méthode de compression non reconnue"
    if isinstance(erreur, zipfile.BadZipFile | zlib.error | gzip.BadGzipFile):
        return "les données ne sont pas celles annoncées"
    return "le système refuse de le lire"
