"""Work on received files that the worker runs in boxes: tell what they are, read them."""

import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final

from spaser.moteur.contrats.modele import ErreurContrats
from spaser.moteur.decp.archives import SEPARATEUR
from spaser.moteur.decp.ouverture import open_entrees
from spaser.moteur.decp.reconnaissance import recognise
from spaser.moteur.depenses.colonnes import ColonnesIncertaines, TableTrouvee
from spaser.moteur.depenses.lecture import Extrait, ExtraitsLus, ReglagesExtraits, read_brut
from spaser.moteur.entrepot.rapport import RapportImport
from spaser.moteur.envois.formats import ARCHIVES, TABLEURS, Format, clean_nom_fichier
from spaser.moteur.importation import import_fichiers
from spaser.moteur.valeurs import Ignore, Piece

_JUMEAU: Final = "._"  # a file that macOS adds beside each other one
_ENVOYER: Final = (
    "Envoyez le fichier exporté par votre profil d’acheteur, ou un tableau de marchés."
)


def is_decp(chemin: Path, format_: Format) -> bool:
    """Tell a file of published contracts from a spreadsheet.

    Raises:
        ErreurContrats: it is neither, or an archive of several spreadsheets.
    """
    if format_ in {Format.XLSX, Format.ODS}:
        return False
    if format_ in ARCHIVES:
        return _is_decp_archive(chemin)
    disposition = recognise(Piece(chemin.name, str(chemin), chemin.stat().st_size))
    if not isinstance(disposition, Ignore):
        return True
    if format_ is Format.CSV:
        return False
    raise ErreurContrats(
        f"Ce fichier ne contient pas de données essentielles : {disposition.raison}.", _ENVOYER
    )


def _is_decp_archive(chemin: Path) -> bool:
    tableurs, raisons = 0, []
    with tempfile.TemporaryDirectory() as travail:
        for trouve in open_entrees([chemin], Path(travail)):
            disposition = trouve if isinstance(trouve, Ignore) else recognise(trouve)
            if not isinstance(disposition, Ignore):
                return True
            tableurs += _is_tableur(trouve)
            raisons.append(f"« {shorten(trouve.nom)} », {disposition.raison}")
    if tableurs == 1:
        return False
    if tableurs:
        raise ErreurContrats(
            f"Cette archive contient {tableurs} tableaux.",
            "Envoyez-les un à un : chacun a ses colonnes à associer.",
        )
    raise ErreurContrats(
        f"Cette archive ne contient pas de données essentielles : {raisons[0]}.", _ENVOYER
    )


def extract_tableur(chemin: Path) -> Path:
    """Take the only spreadsheet of an archive out, beside it, under its own name."""
    travail = Path(tempfile.mkdtemp(dir=chemin.parent))
    pieces = (p for p in open_entrees([chemin], travail) if isinstance(p, Piece))
    piece = next(filter(_is_tableur, pieces))
    return Path(piece.chemin).rename(
        travail / clean_nom_fichier(shorten(piece.nom).removesuffix(".gz"))
    )


def _is_tableur(trouve: Piece | Ignore) -> bool:
    if isinstance(trouve, Ignore) or PurePosixPath(shorten(trouve.nom)).name.startswith(_JUMEAU):
        return False
    return Path(trouve.chemin).suffix.removeprefix(".") in TABLEURS


def shorten(nom: str) -> str:
    """Return a name inside an archive, without that of the archive."""
    return nom.partition(SEPARATEUR)[2] or nom


def import_envois(entrees: list[Path], dossier: Path) -> RapportImport:
    return import_fichiers(entrees, dossier)


def read_extrait(
    extrait: Extrait, sortie: Path, reglages: ReglagesExtraits, suivi: Callable[[str, int], None]
) -> tuple[ExtraitsLus | None, TableTrouvee | None]:
    """Return an extract read, or the table whose columns somebody must name first."""
    try:
        return read_brut([extrait], sortie, reglages, suivi), None
    except ColonnesIncertaines as doute:
        return None, doute.apercu
