"""A collection sheet that came back, read in a box: nothing here knows of the site."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from spaser.donnees.tables.lecture import read_feuilles
from spaser.donnees.tables.modele import Budget, ErreurTable
from spaser.donnees.tables.rangees import find_tableau
from spaser.metier.cibles.collecte import COLONNES, LIGNES_MAX, NECESSAIRES, FicheLue, read_fiche

_MEGA: Final = 1024 * 1024
_DEPLIE_MAX: Final = 30 * _MEGA
_CELLULES_MAX: Final = 200_000
_DEMESURE: Final = "Le classeur est trop gros : gardez la seule feuille à remplir."


def read_classeur(chemin: Path) -> FicheLue:
    """Read every sheet that holds keys and values; ErreurTable says why there is none."""
    budget = Budget(_DEPLIE_MAX, _CELLULES_MAX, demesure=_DEMESURE)
    toute: FicheLue | None = None
    for feuille in read_feuilles(chemin, budget):
        trouve = find_tableau(feuille, COLONNES, lambda rangs: rangs.keys() >= NECESSAIRES)
        if trouve is None:
            continue
        rangees = list(trouve.list_rangees())
        if len(rangees) > LIGNES_MAX:
            raise ErreurTable(
                f"Le fichier compte {len(rangees)} lignes : une fiche en a {LIGNES_MAX} au plus."
            )
        lue = read_fiche(rangees)
        toute = toute or FicheLue()
        toute.lignes += lue.lignes
        toute.remarques += lue.remarques
    if toute is None:
        raise ErreurTable(
            "Nous ne trouvons pas les colonnes « Valeur » et « Repère » : envoyez la fiche de "
            "collecte elle-même, remplie."
        )
    return toute
