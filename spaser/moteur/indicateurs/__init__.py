"""Indicators: what they mean, computed once for all buyers, read back with their proof."""

from spaser.contenus.faits import cache_faits
from spaser.moteur.valeurs import FicheMethode


@cache_faits()
def fiches() -> tuple[FicheMethode, ...]:
    """Return the sheets of the catalogue, in its order, in the words of the facts of the day."""
    # Read on demand: most of the package works on one indicator, or on none.
    from spaser.moteur.indicateurs.catalogue import INDICATEURS

    return tuple(indicateur.fiche() for indicateur in INDICATEURS)
