"""Indicators: what they mean, computed once for all buyers, read back with their proof."""

from spaser.donnees.valeurs import Fiche
from spaser.faits.lecture import cache_faits


@cache_faits()
def fiches() -> tuple[Fiche, ...]:
    """Return the sheets of the catalogue, in its order, in the words of the facts of the day."""
    # Read on demand: most of the package works on one indicator, or on none.
    from spaser.donnees.indicateurs.catalogue import INDICATEURS

    return tuple(indicateur.fiche() for indicateur in INDICATEURS)
