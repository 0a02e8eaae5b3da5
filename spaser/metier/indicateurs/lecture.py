"""Read the library of indicators from its files."""

from __future__ import annotations

from functools import cache

from spaser.contenus.lecture import read_json
from spaser.metier.indicateurs.modele import Bibliotheque, FicheIndicateur
from spaser.metier.indicateurs.themes import Rubrique
from spaser.metier.sources import Source


@cache
def load_bibliotheque() -> Bibliotheque:
    """Return the library, in the order of the rows."""
    fiches = tuple(
        fiche
        for rubrique in Rubrique
        for fiche in read_json(f"indicateurs/{rubrique.value}.json", tuple[FicheIndicateur, ...])
    )
    return Bibliotheque(
        indicateurs=fiches,
        sources=read_json("indicateurs/sources.json", dict[str, Source]),
    )
