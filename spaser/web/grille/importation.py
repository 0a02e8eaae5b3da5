"""A spreadsheet handed over: read, compared with the grid, kept from one page to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from spaser.donnees.tables.lecture import read_feuilles
from spaser.donnees.tables.modele import Budget, ErreurTable, Feuille
from spaser.donnees.tables.rangees import find_tableau
from spaser.metier.grille.importation import (
    LIGNES_MAX,
    TITRES_MIN,
    Connue,
    GrilleLue,
    Rapprochement,
    compare_grilles,
    read_grille,
)
from spaser.metier.grille.modele import COLONNES, ContenuLigne
from spaser.metier.indicateurs import load_bibliotheque
from spaser.web.commun import scelle
from spaser.web.grille.selectors import list_lignes
from spaser.web.organisations.models import Espace
from spaser.web.socle.fichiers.service import open_copie

MEGA: Final = 1024 * 1024
OCTETS_MAX: Final = 5 * MEGA
_DEPLIE_MAX: Final = 60 * MEGA
CELLULES_MAX: Final = 1_000_000
_DEMESURE: Final = "Le classeur est trop gros : gardez la seule feuille de la grille."
_USAGE: Final = "grille.importation"


@dataclass(frozen=True)
class Garde:
    """What was read of a file; `empreinte` is the grid that it was compared with."""

    lignes: tuple[ContenuLigne, ...]
    empreinte: str


def read_fichier(envoi: UploadedFile[bytes]) -> GrilleLue:
    """Read the first sheet that holds a grid; ErreurTable says why there is none."""
    if (envoi.size or 0) > OCTETS_MAX:
        raise ErreurTable(f"Le fichier pèse plus de {OCTETS_MAX // MEGA} Mo : allégez-le.")
    with open_copie(envoi) as chemin:
        budget = Budget(_DEPLIE_MAX, CELLULES_MAX, demesure=_DEMESURE)
        lectures = filter(None, map(read_feuille, read_feuilles(chemin, budget)))
        if lecture := next(lectures, None):
            return lecture
    raise ErreurTable(
        "Nous ne trouvons pas la ligne des titres : gardez au moins « Sous-thématique », "
        "« Objectif spécifique » et « Indicateur SPASER » en tête des colonnes."
    )


def read_feuille(feuille: Feuille) -> GrilleLue | None:
    """Return the grid of a sheet, wherever its titles stand; None when there is none."""
    trouve = find_tableau(feuille, COLONNES, lambda rangs: len(rangs) >= TITRES_MIN)
    if trouve is None:
        return None
    rangees = list(trouve.list_rangees())
    if len(rangees) > LIGNES_MAX:
        raise ErreurTable(
            f"Le fichier compte {len(rangees)} lignes : une grille en garde {LIGNES_MAX} au plus."
        )
    codes = frozenset(fiche.code for fiche in load_bibliotheque().indicateurs)
    return read_grille(rangees, trouve.rangs, trouve.inconnus, codes, trouve.table.ligne)


def compare_with(espace: Espace, lignes: Sequence[ContenuLigne]) -> tuple[Rapprochement[int], str]:
    """Compare lines with the grid as it is now; return the changes and the grid's print."""
    connues = list(list_lignes(espace))
    empreinte = ",".join(f"{ligne.pk}:{ligne.version}" for ligne in connues)
    return compare_grilles(lignes, [Connue(ligne.pk, ligne.read()) for ligne in connues]), empreinte


def seal(espace: Espace, garde: Garde) -> str:
    """Return what a page carries to the next one, that nobody can alter."""
    return scelle.seal(espace, garde, _USAGE)


def unseal(espace: Espace, texte: str) -> Garde | None:
    """Return what a page carried; None when it was altered, is too old or is another space's."""
    return scelle.unseal(espace, texte, _USAGE, Garde)
