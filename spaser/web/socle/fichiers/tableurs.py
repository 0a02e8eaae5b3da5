"""Controls of a table: a text, or a sound archive. What it holds is read later, by the worker.

A workbook of three hundred thousand lines unfolds to hundreds of megabytes: only its structure and
the head of its parts are looked at here.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import IO, Final

from spaser.donnees.decp.archives import BUREAUTIQUE
from spaser.web.socle.fichiers.bureautique import check_structure, need, open_archive, refuse
from spaser.web.socle.fichiers.formats import MEGA, TYPES_MIME, Defaut, Format, describe_contenu

_DEPLIE: Final = 1200 * MEGA
_TETE: Final = 4096
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_REEXPORTER: Final = "Exportez-le de nouveau depuis votre logiciel."
_SORTIR: Final = "Envoyez le classeur qu’elle contient, ou redonnez-lui l’extension .zip."
_SANS_MACRO: Final = "Enregistrez-le en .xlsx, sans macro."
_PRINCIPAL: Final = f"{TYPES_MIME[Format.XLSX]}.main+xml"


def check_csv(fichier: IO[bytes]) -> None:
    """Raise Defaut if the file is not a text."""
    fichier.seek(0)
    debut = fichier.read(_TETE)
    genre = describe_contenu(debut)
    binaire = b"\0" in debut and not debut.startswith(_UTF16)
    if binaire or genre != "autre chose":
        raise Defaut(f"n’est pas un CSV : son contenu est {genre}.", _REEXPORTER)


def check_xlsx(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this workbook."""
    with open_archive(fichier) as archive:
        need(_check(archive), "[Content_Types].xml", "xl/workbook.xml")
        types = archive.read("[Content_Types].xml").decode("utf-8", "replace")
        if "macroEnabled" in types:
            raise Defaut("contient des macros.", _SANS_MACRO)
        if _PRINCIPAL not in types:
            refuse("n’est pas un classeur Excel.")


def check_ods(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this open document."""
    with open_archive(fichier) as archive:
        need(_check(archive), "mimetype", "content.xml")
        if archive.read("mimetype") != TYPES_MIME[Format.ODS].encode():
            refuse("n’est pas un tableur OpenDocument.")


def _check(archive: zipfile.ZipFile) -> list[str]:
    noms = check_structure(archive, _DEPLIE)
    if BUREAUTIQUE.isdisjoint(noms):
        raise Defaut("est une archive ZIP dont seul le nom a changé.", _SORTIR)
    for nom in noms:
        if nom.lower().endswith((".xml", ".rels")) and b"<!DOCTYPE" in read_tete(archive, nom):
            refuse("déclare des entités XML.")
    return noms


def read_tete(archive: zipfile.ZipFile, nom: str) -> bytes:
    """Return the first bytes of a part."""
    try:
        with archive.open(nom) as partie:
            return partie.read(_TETE)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as erreur:
        raise Defaut("est abîmé ou incomplet.", _REEXPORTER) from erreur
