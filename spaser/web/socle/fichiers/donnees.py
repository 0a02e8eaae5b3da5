"""Control of a file of open data: a text, whose reader mends what is broken or sets it aside."""

from __future__ import annotations

from typing import IO, Final

from spaser.web.socle.fichiers.erreurs import Defaut
from spaser.web.socle.fichiers.formats import describe_contenu

_TETE: Final = 4096
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_BLANCS: Final = b"\xef\xbb\xbf \t\r\n"
_PAGE: Final = (b"<!doctype html", b"<html", b"<script")


def check_donnees(fichier: IO[bytes]) -> None:
    """Raise Defaut if the file is not a text of JSON or XML, however damaged."""
    fichier.seek(0)
    debut = fichier.read(_TETE)
    if b"\0" in debut and not debut.startswith(_UTF16):
        raise Defaut(
            f"n’est pas un fichier de données : son contenu est {describe_contenu(debut)}.",
            "Exportez-le de nouveau depuis votre profil d’acheteur.",
        )
    if debut.lstrip(_BLANCS).lower().startswith(_PAGE):
        raise Defaut(
            "est une page web, sans doute un message d’erreur.",
            "Téléchargez-le de nouveau depuis votre profil d’acheteur.",
        )
