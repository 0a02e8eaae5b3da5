"""The name a file was sent under: cleaned, and its format read from it."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath
from typing import Final

from spaser.web.socle.fichiers.erreurs import ErreurFichier
from spaser.web.socle.fichiers.formats import EXTENSIONS_ACTIVES, Format

_LONGUEUR: Final = 150
_INVISIBLES: Final = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # also what turns the reading direction


def clean_nom(nom: str | None) -> str:
    """Return the last part of a name, without invisible letters, short enough to be kept."""
    visible = "".join(
        lettre
        for lettre in unicodedata.normalize("NFC", nom or "")
        if unicodedata.category(lettre) not in _INVISIBLES
    )
    chemin = PurePosixPath(visible.replace("\\", "/"))
    tronc = chemin.stem.strip(" .")[: _LONGUEUR - len(chemin.suffix)]
    return f"{tronc or 'document'}{chemin.suffix}"


def read_extension(nom: str, formats: frozenset[Format]) -> Format:
    """Return the format that a name announces; ErreurFichier if it is not one of `formats`."""
    *avant, extension = nom.lower().split(".")
    if not avant or extension not in formats:
        raise ErreurFichier(
            nom,
            "n’est pas dans un format accepté.",
            f"Envoyez un fichier {name_formats(formats)}.",
        )
    if active := EXTENSIONS_ACTIVES.intersection(avant[1:]):
        raise ErreurFichier(
            nom,
            f"porte deux extensions, dont « .{min(active)} ».",
            f"Renommez-le avec la seule extension « .{extension} ».",
        )
    return Format(extension)


def name_formats(formats: frozenset[Format]) -> str:
    """Return « PDF, ODT ou DOCX »."""
    *premiers, dernier = [f.name for f in Format if f in formats]
    return f"{', '.join(premiers)} ou {dernier}" if premiers else dernier
