"""Indicators: what they mean, computed once for all buyers, read back with their proof."""

from spaser.donnees.valeurs import Fiche


def fiches() -> list[Fiche]:
    """Return the sheets of the catalogue, in its order."""
    # Read on demand: most of the package works on one indicator, or on none.
    from spaser.donnees.indicateurs.catalogue import INDICATEURS

    return [indicateur.fiche() for indicateur in INDICATEURS]
