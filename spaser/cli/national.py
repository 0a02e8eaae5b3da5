"""The national files for `spaser importer --national`: brought up to date, then read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from spaser.cli.console import SuiviConsole, open_suivi, tell
from spaser.documents.francais import typographie
from spaser.erreurs import ErreurSpaser

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spaser.donnees.national import FichierNational, Ressource

TELECHARGEMENTS: Final = "telechargements"

_SORTS: Final[dict[str, str]] = {
    "nouveau": "téléchargé",
    "modifie": "mis à jour",
    "inchange": "déjà à jour",
    "echec": "échec",
}


def fetch_national(entrepot: Path, annees: tuple[int, ...] | None, *, tabulaire: bool) -> list[str]:
    """Bring our copies up to date and return those that can be read."""
    from spaser.donnees.national import sync

    dossier = entrepot / TELECHARGEMENTS
    with open_suivi() as suivi:
        fichiers = sync(
            dossier,
            "tabulaire" if tabulaire else "officiel",
            annees,
            suivi=_follow(suivi),
        )
    _tell(fichiers)
    lisibles = [str(fichier.chemin) for fichier in fichiers if fichier.chemin is not None]
    if not lisibles:
        raise ErreurSpaser(
            "Aucun fichier national n’a pu être téléchargé.",
            "Vérifiez la connexion à internet, puis relancez la commande : "
            "elle reprendra où elle s’est arrêtée.",
        )
    return lisibles


def _follow(suivi: SuiviConsole) -> Callable[[Ressource, int, int | None], None]:
    """Show one bar a file."""
    en_cours: set[str] = set()

    def follow(ressource: Ressource, octets: int, total: int | None) -> None:
        if ressource.nom not in en_cours:
            en_cours.add(ressource.nom)
            suivi.etape(f"téléchargement de {ressource.nom}")
        suivi.avance(octets, total)

    return follow


def _tell(fichiers: Sequence[FichierNational]) -> None:
    for fichier in fichiers:
        tell(f"{fichier.nom} : {_SORTS[fichier.sort]}")
        for avertissement in fichier.avertissements:
            tell(f"  {typographie(avertissement)}")
        if fichier.erreur is not None:
            tell(f"  {typographie(fichier.erreur.message)}")
            if fichier.chemin is not None:
                tell("  La copie précédente est gardée.")
