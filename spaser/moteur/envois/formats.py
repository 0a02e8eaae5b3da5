"""The formats taken, how to tell what a file really is, and why one is not taken."""

import unicodedata
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final, Self

from spaser.elements import ErreurSpaser

MEGA: Final = 1024 * 1024
TAILLE_MAXIMUM: Final = 20 * MEGA
TAILLE_TABLEUR: Final = 80 * MEGA  # a year of mandats of the largest buyers
MEMBRES: Final = 200  # of an archive
DEPLIE: Final = 300 * MEGA  # of an archive or of a Parquet, once unfolded


_ZIP: Final = b"PK\x03\x04"
_OUVERT: Final = "application/vnd.oasis.opendocument"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"


class Format(StrEnum):
    """A format that can be taken: its value is the extension; its type, its first bytes if any."""

    mime: str
    debut: bytes

    PDF = "pdf", "application/pdf", b"%PDF-"
    ODT = "odt", f"{_OUVERT}.text", _ZIP
    DOCX = "docx", f"{_OFFICE}.wordprocessingml.document", _ZIP
    JSON = "json", "application/json"
    CSV = "csv", "text/csv"
    XLSX = "xlsx", f"{_OFFICE}.spreadsheetml.sheet", _ZIP
    ODS = "ods", f"{_OUVERT}.spreadsheet", _ZIP
    XML = "xml", "application/xml"
    ZIP = "zip", "application/zip", _ZIP
    GZ = "gz", "application/gzip", b"\x1f\x8b"
    PARQUET = "parquet", "application/vnd.apache.parquet", b"PAR1"

    def __new__(cls, extension: str, mime: str = "", debut: bytes = b"") -> Self:
        self = str.__new__(cls, extension)
        self._value_, self.mime, self.debut = extension, mime, debut
        return self


DOCUMENTS: Final = frozenset({Format.PDF, Format.ODT, Format.DOCX})
TABLEURS: Final = frozenset({Format.CSV, Format.XLSX, Format.ODS})
ARCHIVES: Final = frozenset({Format.ZIP, Format.GZ})

# An extension before the last one that would make « rapport.exe.pdf » run by mistake.
EXTENSIONS_ACTIVES: Final = frozenset(
    "app bat bin cmd com cpl dll docm dotm elf exe hta htm html jar js jse lnk mjs msi php pl pptm "
    "ps1 py rb reg scr sh svg url vbe vbs wsf xhtml xlsm".split()
)

_DEBUTS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "un PDF"),
    (b"PAR1", "un fichier Parquet"),
    (b"MZ", "un programme Windows"),
    (b"\x7fELF", "un programme"),
    (b"#!", "un script"),
    (_ZIP, "une archive ZIP ou un document bureautique"),
    (b"\xd0\xcf\x11\xe0", "un document d’une ancienne version de Word ou d’Excel"),
    (b"{\\rtf", "un document RTF"),
    (b"\x89PNG", "un fichier PNG"),
    (b"\xff\xd8\xff", "un fichier JPG"),
    (b"GIF8", "un fichier GIF"),
    (b"\x1f\x8b", "un fichier GZ"),
    (b"Rar!", "un fichier RAR"),
    (b"7z\xbc\xaf", "un fichier 7Z"),
)
_PROGRAMMES: Final = (b"MZ", b"\x7fELF", b"#!")
_PAGE_WEB: Final = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?php", b"<?xml")


def describe_contenu(debut: bytes) -> str:
    for signature, sens in _DEBUTS:
        if debut.startswith(signature):
            return sens
    if debut.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PAGE_WEB):
        return "une page web ou un script"
    return "autre chose"


def is_executable(debut: bytes) -> bool:
    """Tell whether a file would run, from its first bytes."""
    return debut.startswith(_PROGRAMMES)


REFAIRE: Final = "Refaites l’archive, ou envoyez les fichiers un à un, sans les compresser."


class ErreurFichier(Exception):
    """Names the file, what is wrong and the fix, in French."""

    def __init__(self, nom: str, probleme: str, remede: str) -> None:
        super().__init__(f"« {nom} » {probleme} {remede}")
        self.nom = nom
        self.probleme = probleme
        self.remede = remede


class Defaut(ErreurSpaser):
    """What a control finds in a file: what is to be said after its name, and the fix."""

    @property
    def probleme(self) -> str:
        return self.message

    @property
    def remede(self) -> str:
        return self.conseil or ""


_LONGUEUR: Final = 150
_INVISIBLES: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # also what turns the reading direction


def clean_nom_fichier(nom: str | None) -> str:
    """Return the last part of a name, without invisible letters, short enough to be kept."""
    visible = "".join(
        lettre
        for lettre in unicodedata.normalize("NFC", nom or "")
        if unicodedata.category(lettre) not in _INVISIBLES
    )
    chemin = PurePosixPath(visible.replace("\\", "/"))
    tronc = chemin.stem.strip(" .")[: _LONGUEUR - len(chemin.suffix)]
    return f"{tronc or 'document'}{chemin.suffix}"
