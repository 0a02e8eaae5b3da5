"""The grid of a spreadsheet, read in a box: nothing here knows of the site."""

from pathlib import Path
from typing import Final

from spaser.moteur.tables.colonnes import find_tableau
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import Budget, ErreurTable, Feuille
from spaser.regles import grille
from spaser.regles.indicateurs import load_bibliotheque

MEGA: Final = 1024 * 1024
_DEPLIE_MAX: Final = 60 * MEGA
CELLULES_MAX: Final = 1_000_000
_DEMESURE: Final = "Le classeur est trop gros : gardez la seule feuille de la grille."


def find_grille(chemin: Path) -> grille.GrilleLue:
    """Read the first sheet that holds a grid; ErreurTable says why there is none."""
    budget = Budget(_DEPLIE_MAX, CELLULES_MAX, demesure=_DEMESURE)
    lectures = filter(None, map(read_feuille, read_feuilles(chemin, budget)))
    if lecture := next(lectures, None):
        return lecture
    raise ErreurTable(
        "Nous ne trouvons pas la ligne des titres : gardez au moins « Sous-thématique », "
        "« Objectif spécifique » et « Indicateur SPASER » en tête des colonnes."
    )


def read_feuille(feuille: Feuille) -> grille.GrilleLue | None:
    """Return the grid of a sheet, wherever its titles stand; None when there is none."""
    trouve = find_tableau(feuille, grille.COLONNES, lambda rangs: len(rangs) >= grille.TITRES_MIN)
    if trouve is None:
        return None
    rangees = list(trouve.list_rangees())
    if len(rangees) > grille.LIGNES_MAX:
        raise ErreurTable(
            f"Le fichier compte {len(rangees)} lignes : une grille en garde {grille.LIGNES_MAX} "
            "au plus."
        )
    codes = frozenset(fiche.code for fiche in load_bibliotheque().indicateurs)
    return grille.read_grille(rangees, trouve.rangs, trouve.inconnus, codes, trouve.table.ligne)
