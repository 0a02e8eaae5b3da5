"""Controls of data files: open data to be mended by its reader, one JSON object, Parquet."""

from __future__ import annotations

import json
import zipfile
from typing import IO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from spaser.web.socle.fichiers.archives import DEPLIE
from spaser.web.socle.fichiers.erreurs import Defaut
from spaser.web.socle.fichiers.formats import describe_contenu

_TETE: Final = 4096
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_BLANCS: Final = b"\xef\xbb\xbf \t\r\n"
_PAGE: Final = (b"<!doctype html", b"<html", b"<script")
_REMEDE: Final = "Vérifiez-le avec le schéma publié sur ce site, puis envoyez-le de nouveau."
_LIGNES: Final = 1_000_000
_COLONNES: Final = 500
_MARQUE: Final = b"PAR1"
_REEXPORTER: Final = "Exportez-le de nouveau, sans mot de passe."


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


def check_json(fichier: IO[bytes]) -> None:
    """Raise Defaut if the file is not one JSON object."""
    fichier.seek(0)
    try:
        contenu = json.loads(fichier.read().decode("utf-8-sig"))
    except UnicodeDecodeError as erreur:
        raise Defaut("n’est pas écrit en UTF-8.", _REMEDE) from erreur
    except json.JSONDecodeError as erreur:
        place = f"ligne {erreur.lineno}, colonne {erreur.colno}"
        raise Defaut(f"n’est pas un JSON correct ({place}).", _REMEDE) from erreur
    except RecursionError as erreur:
        raise Defaut("est un JSON trop profond.", _REMEDE) from erreur
    except ValueError as erreur:
        raise Defaut("contient un nombre démesuré.", _REMEDE) from erreur
    if not isinstance(contenu, dict):
        raise Defaut("ne contient pas un objet JSON.", _REMEDE)


def check_parquet(fichier: IO[bytes]) -> None:
    """Raise Defaut at the first reason not to take this table; only its description is read."""
    fichier.seek(-len(_MARQUE), 2)
    if fichier.read() != _MARQUE:
        raise Defaut("est incomplet, ou contient autre chose à sa suite.", _REEXPORTER)
    if zipfile.is_zipfile(fichier):
        raise Defaut("est à la fois un Parquet et une archive ZIP.", _REEXPORTER)
    fichier.seek(0)
    try:
        description = pq.read_metadata(fichier)
    except (pa.ArrowException, OSError, ValueError) as erreur:
        raise Defaut("est abîmé, ou protégé par un mot de passe.", _REEXPORTER) from erreur
    groupes = map(description.row_group, range(description.num_row_groups))
    if (
        description.num_rows > _LIGNES
        or description.num_columns > _COLONNES
        or sum(groupe.total_byte_size for groupe in groupes) > DEPLIE
    ):
        raise Defaut("se déplie en un tableau démesuré.", "Découpez-le par année.")
