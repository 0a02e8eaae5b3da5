"""The sheets of a file, told by what is inside, whatever its name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from spaser.donnees.tableur.modele import OCTETS_MAX, ErreurTableur, Feuille
from spaser.donnees.tableur.ods import is_ods, read_ods
from spaser.donnees.tableur.texte import read_csv

_DEBUT: Final = 4096
_ANCIEN_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def read_feuilles(chemin: Path) -> Iterator[Feuille]:
    """Yield the sheets of a file; each one must be consumed before the next."""
    with chemin.open("rb") as flux:
        debut = flux.read(_DEBUT)
    if chemin.stat().st_size > OCTETS_MAX:
        raise ErreurTableur("Le fichier est trop gros : découpez-le par année.")
    if debut.startswith(b"PK"):
        _check_archive(chemin)
        yield from _read_classeur(chemin)
    elif debut.startswith(_ANCIEN_EXCEL):
        raise ErreurTableur(
            "C’est un classeur Excel d’un ancien format (.xls) ou protégé par un mot de passe : "
            "enregistrez-le en .xlsx, sans mot de passe, ou en CSV."
        )
    elif debut.startswith(b"%PDF"):
        raise ErreurTableur("C’est un PDF : demandez l’export en tableur ou en CSV.")
    elif b"\0" in debut and not debut.startswith(_UTF16):
        raise ErreurTableur(
            "Ce n’est ni un CSV, ni un classeur .xlsx ou .ods : ouvrez-le dans votre tableur, puis "
            "enregistrez-le dans l’un de ces formats. Changer la fin de son nom ne suffit pas."
        )
    else:
        yield Feuille(None, read_csv(chemin))


def _read_classeur(chemin: Path) -> Iterator[Feuille]:
    if is_ods(chemin):
        return read_ods(chemin)
    from spaser.donnees.tableur.xlsx import read_xlsx

    return read_xlsx(chemin)


def _check_archive(chemin: Path) -> None:
    try:
        with zipfile.ZipFile(chemin) as archive:
            taille = sum(membre.file_size for membre in archive.infolist())
    except (zipfile.BadZipFile, OSError) as cause:
        raise ErreurTableur("Le classeur est abîmé : enregistrez-le à nouveau.") from cause
    if taille > OCTETS_MAX:
        raise ErreurTableur("Le classeur est trop gros une fois décompressé.")
