"""Read the library of indicators from its files."""

from __future__ import annotations

from functools import cache

import msgspec

from spaser.contenus.indicateurs.fichiers import read_rubrique, read_sources
from spaser.erreurs import ErreurSpaser
from spaser.metier.indicateurs.modele import Bibliotheque, FicheIndicateur
from spaser.metier.indicateurs.themes import Rubrique
from spaser.metier.sources import Source


@cache
def load_bibliotheque() -> Bibliotheque:
    """Return the library, in the order of the rows."""
    fiches = tuple(
        fiche
        for rubrique in Rubrique
        for fiche in _decode(
            f"{rubrique.value}.json", read_rubrique(rubrique.value), tuple[FicheIndicateur, ...]
        )
    )
    return Bibliotheque(
        indicateurs=fiches,
        sources=_decode("sources.json", read_sources(), dict[str, Source]),
    )


def _decode[T](nom: str, octets: bytes, genre: type[T]) -> T:
    try:
        return msgspec.json.decode(octets, type=genre)
    except msgspec.ValidationError as faute:
        raise ErreurSpaser(f"indicateurs/{nom} : {faute}") from faute
