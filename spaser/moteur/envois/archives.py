"""Controls of archives and of data files: nothing is unfolded beyond measure."""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO, Final

from spaser.moteur.decp.archives import SEPARATEUR, VIDE, Archives, is_bureautique
from spaser.moteur.envois import bureautique, formats
from spaser.moteur.valeurs import Ignore, Piece

# Controls of compressed open data: unfolded whole, aside, by the rules of who reads it later.

MEMBRES: Final = 200
DEPLIE: Final = 300 * formats.MEGA

_RETIRER: Final = "Refaites l’archive sans lui, ou envoyez les fichiers sans les compresser."
_NOM: Final = "archive"
_TETE: Final = 16
_ODS: Final = formats.TYPES_MIME[formats.Format.ODS].encode()


def check_zip(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this archive."""
    with bureautique.open_archive(fichier, formats.REFAIRE) as archive:
        if bureautique.is_irregular(archive):
            raise formats.Defaut("a une structure inhabituelle.", formats.REFAIRE)
    _check_membres(fichier)


def check_gz(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this compressed file."""
    _check_membres(fichier)


def _check_membres(fichier: IO[bytes]) -> None:
    with tempfile.TemporaryDirectory(prefix="spaser-") as dossier:
        travail = Path(dossier)
        copie = travail / _NOM
        fichier.seek(0)
        with copie.open("wb") as sortie:
            shutil.copyfileobj(fichier, sortie)
        if is_bureautique(copie):
            raise formats.Defaut(
                "est un classeur ou un document, pas une archive.",
                "Redonnez-lui sa vraie extension : un tableur s’envoie en .xlsx ou en .ods.",
            )
        membres = Archives(travail, DEPLIE).open_archive(copie, _NOM)
        for rang, membre in enumerate(membres):
            if rang == MEMBRES:
                raise formats.Defaut(
                    f"contient plus de {MEMBRES} fichiers.",
                    "Répartissez-les entre plusieurs archives, par année par exemple.",
                )
            _check_membre(membre)


def _check_membre(membre: Piece | Ignore) -> None:
    nom = membre.nom.partition(SEPARATEUR)[2]
    debut = f"contient « {nom} », qui" if nom else "contient un fichier qui"
    if isinstance(membre, Piece):
        _check_piece(Path(membre.chemin), nom, debut)
    elif membre.raison != VIDE:  # told later, with what is inside
        probleme = f"{debut} ne peut pas être lu ({membre.raison})."
        raise formats.Defaut(probleme, _RETIRER if nom else formats.REFAIRE)


def _check_piece(chemin: Path, nom: str, debut: str) -> None:
    """Look at a file that came out, then make room for the next one."""
    actif = PurePosixPath(nom).suffix.lower().removeprefix(".") in formats.EXTENSIONS_ACTIVES
    with chemin.open("rb") as piece:
        if actif or formats.is_executable(piece.read(_TETE)):
            raise formats.Defaut(
                f"{debut} pourrait s’exécuter : programme, script, macro ou page web.",
                _RETIRER if nom else "Envoyez le fichier exporté par votre profil d’acheteur.",
            )
        if is_bureautique(chemin) and (controle := _find_controle(piece)):
            try:
                controle(piece)
            except formats.Defaut as defaut:
                raise formats.Defaut(f"{debut} {defaut.probleme}", defaut.remede) from defaut
    chemin.unlink()


def _find_controle(piece: IO[bytes]) -> Callable[[IO[bytes]], None] | None:
    """Return the control of a workbook, which may be read; nobody opens another document."""
    with zipfile.ZipFile(piece) as archive:
        noms = archive.namelist()
        if "xl/workbook.xml" in noms:
            return bureautique.check_xlsx
        if "mimetype" in noms and bureautique.read_tete(archive, "mimetype") == _ODS:
            return bureautique.check_ods
    return None


# Controls of data files: open data to be mended by its reader, one JSON object.

_DEBUT: Final = 4096
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_BLANCS: Final = b"\xef\xbb\xbf \t\r\n"
_PAGE: Final = (b"<!doctype html", b"<html", b"<script")
_REMEDE: Final = "Vérifiez-le avec le schéma publié sur ce site, puis envoyez-le de nouveau."


def check_donnees(fichier: IO[bytes]) -> None:
    """Raise Defaut if the file is not a text of JSON or XML, however damaged."""
    fichier.seek(0)
    debut = fichier.read(_DEBUT)
    if b"\0" in debut and not debut.startswith(_UTF16):
        raise formats.Defaut(
            f"n’est pas un fichier de données : son contenu est {formats.describe_contenu(debut)}.",
            "Exportez-le de nouveau depuis votre profil d’acheteur.",
        )
    if debut.lstrip(_BLANCS).lower().startswith(_PAGE):
        raise formats.Defaut(
            "est une page web, sans doute un message d’erreur.",
            "Téléchargez-le de nouveau depuis votre profil d’acheteur.",
        )


def check_json(fichier: IO[bytes]) -> None:
    """Raise Defaut if the file is not one JSON object."""
    fichier.seek(0)
    try:
        contenu = json.loads(fichier.read().decode("utf-8-sig"))
    except UnicodeDecodeError as erreur:
        raise formats.Defaut("n’est pas écrit en UTF-8.", _REMEDE) from erreur
    except json.JSONDecodeError as erreur:
        place = f"ligne {erreur.lineno}, colonne {erreur.colno}"
        raise formats.Defaut(f"n’est pas un JSON correct ({place}).", _REMEDE) from erreur
    except RecursionError as erreur:
        raise formats.Defaut("est un JSON trop profond.", _REMEDE) from erreur
    except ValueError as erreur:
        raise formats.Defaut("contient un nombre démesuré.", _REMEDE) from erreur
    if not isinstance(contenu, dict):
        raise formats.Defaut("ne contient pas un objet JSON.", _REMEDE)
