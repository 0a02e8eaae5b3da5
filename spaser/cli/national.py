"""The national files for `spaser importer --national`: brought up to date, then read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from spaser.cli.console import SuiviConsole, open_suivi, tell
from spaser.documents.francais import typographie
from spaser.elements import ErreurSpaser

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spaser.moteur.reseau.national import FichierNational


TELECHARGEMENTS: Final = "telechargements"

_SORTS: Final[dict[str, str]] = {
    "nouveau": "téléchargé",
    "modifie": "mis à jour",
    "inchange": "déjà à jour",
    "echec": "échec",
}


@dataclass(frozen=True, slots=True)
class Copies:
    """Our copies that can be read, and the files that could not be brought up to date."""

    lisibles: tuple[str, ...] = ()
    manquants: tuple[str, ...] = ()

    def choose(self, autres: Sequence[str]) -> tuple[str, ...]:
        """Return the copies to read; an error when there is nothing else to read either."""
        if self.manquants and not self.lisibles and not autres:
            raise self.explain()
        return self.lisibles

    def explain(self) -> ErreurSpaser:
        seul = len(self.manquants) == 1
        sujet = "Ce fichier national n’est pas" if seul else "Ces fichiers nationaux ne sont pas"
        return ErreurSpaser(
            f"{sujet} à jour : {', '.join(self.manquants)}.",
            "La raison est donnée plus haut. Relancez la même commande : "
            "un transfert commencé reprend où il s’est arrêté.",
        )


def fetch_national(entrepot: Path, annees: tuple[int, ...] | None, *, tabulaire: bool) -> Copies:
    """Bring our copies up to date; if one fails, the others are still updated."""
    from spaser.moteur.reseau.national import sync

    dossier = entrepot / TELECHARGEMENTS
    with open_suivi() as suivi:
        suivre = _follow(suivi)
        fichiers = sync(dossier, "tabulaire" if tabulaire else "officiel", annees, suivre)
    _tell(fichiers)
    return Copies(
        tuple(str(fichier.chemin) for fichier in fichiers if fichier.chemin is not None),
        tuple(fichier.nom for fichier in fichiers if fichier.erreur is not None),
    )


def _follow(suivi: SuiviConsole) -> Callable[[str, int, int | None], None]:
    en_cours: set[str] = set()

    def follow(nom: str, octets: int, total: int | None) -> None:
        if nom not in en_cours:
            en_cours.add(nom)
            suivi.etape(f"téléchargement de {nom}")
        suivi.avance(octets, total)

    return follow


def _tell(fichiers: Sequence[FichierNational]) -> None:
    for fichier in fichiers:
        tell(f"{fichier.nom} : {_SORTS[fichier.sort]}")
        erreur = fichier.erreur
        gardee = "La copie précédente est gardée." if erreur and fichier.chemin else ""
        dits = (erreur.message, erreur.conseil) if erreur else ()
        for dit in filter(None, (fichier.avertissement, *dits, gardee)):
            tell(f"  {typographie(dit)}")
