"""What a sent archive holds: contracts as they were published, or one spreadsheet."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import Any, Final

from spaser.donnees.contrats.modele import ErreurContrats
from spaser.donnees.decp.archives import SEPARATEUR
from spaser.donnees.decp.ouverture import open_entrees
from spaser.donnees.decp.reconnaissance import recognise
from spaser.donnees.entrepot.rapport import RapportImport
from spaser.donnees.envois.formats import TABLEURS
from spaser.donnees.valeurs import Ignore, Piece
from spaser.web.marches.models import GenreFichier
from spaser.web.socle.fichiers.reception import clean_nom

_JUMEAU: Final = "._"  # a file that macOS adds beside each other one
_LISTE: Final = "liste de référence : elle ne contient pas de marchés"


def find_genre_archive(chemin: Path) -> GenreFichier:
    """Tell an archive of published contracts from one that holds a spreadsheet.

    Raises:
        ErreurContrats: it holds neither, or several spreadsheets.

    """
    tableurs, raisons = 0, []
    with tempfile.TemporaryDirectory() as travail:
        for trouve in open_entrees([chemin], Path(travail)):
            disposition = trouve if isinstance(trouve, Ignore) else recognise(trouve)
            if not isinstance(disposition, Ignore):
                return GenreFichier.DECP
            tableurs += _is_tableur(trouve)
            raisons.append(f"« {_shorten(trouve.nom)} », {disposition.raison}")
    if tableurs == 1:
        return GenreFichier.TABLEUR
    if tableurs:
        raise ErreurContrats(
            f"Cette archive contient {tableurs} tableaux.",
            "Envoyez-les un à un : chacun a ses colonnes à associer.",
        )
    raise ErreurContrats(
        f"Cette archive ne contient pas de données essentielles : {raisons[0]}.",
        "Envoyez le fichier exporté par votre profil d’acheteur, ou un tableau de marchés.",
    )


def extract_tableur(chemin: Path) -> Path:
    """Take the only spreadsheet of an archive out, beside it, under its own name."""
    travail = Path(tempfile.mkdtemp(dir=chemin.parent))
    pieces = (p for p in open_entrees([chemin], travail) if isinstance(p, Piece))
    piece = next(filter(_is_tableur, pieces))
    return Path(piece.chemin).rename(travail / clean_nom(_shorten(piece.nom).removesuffix(".gz")))


def describe_archive(lu: RapportImport) -> dict[str, Any]:
    """Return what became of each file of an archive, and why some were left out."""
    rapport = lu.to_dict()
    ignores = [*rapport["ignores"], *({"nom": n, "raison": _LISTE} for n in lu.referentiels)]
    return {
        nom: [{**fichier, "nom": _shorten(fichier["nom"])} for fichier in fichiers]
        for nom, fichiers in (("fichiers", rapport["fichiers"]), ("ignores", ignores))
    }


def _is_tableur(trouve: Piece | Ignore) -> bool:
    if isinstance(trouve, Ignore) or PurePosixPath(_shorten(trouve.nom)).name.startswith(_JUMEAU):
        return False
    return Path(trouve.chemin).suffix.removeprefix(".") in TABLEURS


def _shorten(nom: str) -> str:
    """Return a name inside an archive, without that of the archive."""
    return nom.partition(SEPARATEUR)[2] or nom
