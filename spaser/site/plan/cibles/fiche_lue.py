"""A collection sheet that came back, read in a box: nothing here knows of the site."""

from pathlib import Path
from typing import Final

from spaser.moteur.tables.colonnes import find_tableau
from spaser.moteur.tables.lecture import read_feuilles
from spaser.moteur.tables.modele import Budget, ErreurTable
from spaser.regles import trajectoires

_MEGA: Final = 1024 * 1024
_DEPLIE_MAX: Final = 30 * _MEGA
_CELLULES_MAX: Final = 200_000
_DEMESURE: Final = "Le classeur est trop gros : gardez la seule feuille à remplir."


def read_classeur(chemin: Path) -> trajectoires.FicheLue:
    """Read every sheet that holds keys and values; ErreurTable says why there is none."""
    budget = Budget(_DEPLIE_MAX, _CELLULES_MAX, demesure=_DEMESURE)
    toute: trajectoires.FicheLue | None = None
    for feuille in read_feuilles(chemin, budget):
        trouve = find_tableau(
            feuille, trajectoires.COLONNES, lambda rangs: rangs.keys() >= trajectoires.NECESSAIRES
        )
        if trouve is None:
            continue
        rangees = list(trouve.list_rangees())
        if len(rangees) > trajectoires.LIGNES_MAX:
            raise ErreurTable(
                f"Le fichier compte {len(rangees)} lignes : une fiche en a "
                f"{trajectoires.LIGNES_MAX} au plus."
            )
        lue = trajectoires.read_fiche(rangees)
        toute = toute or trajectoires.FicheLue()
        toute.lignes += lue.lignes
        toute.remarques += lue.remarques
    if toute is None:
        raise ErreurTable(
            "Nous ne trouvons pas les colonnes « Valeur » et « Repère » : envoyez la fiche de "
            "collecte elle-même, remplie."
        )
    return toute
