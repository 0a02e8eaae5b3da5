"""Which names are surely those of a service: « Personne ou service » may be either."""

from __future__ import annotations

import re
from typing import Final

from spaser.lettres import fold_mots

_SERVICES: Final = frozenset(
    "agence atelier bureau cabinet cellule centre comite commission delegation departement "
    "direction directions division equipe groupe laboratoire mission office pole regie secretariat "
    "secteur service services unite ccas cias daf dcp dga dgs dgst drh dsi plie rh".split()
)
_CIVILITES: Final = frozenset("m mm mme mmes mlle mr monsieur madame dr me maitre".split())
_COUPES: Final = re.compile(r"[,;:/+()\[\]|]| [-–—] |\n")


def names_service(texte: str) -> bool:
    """Say whether a name is surely that of services: each part begins as one, with no civility."""
    parts = [mots for part in _COUPES.split(texte) if (mots := fold_mots(part).split())]
    return bool(parts) and all(
        mots[0] in _SERVICES and _CIVILITES.isdisjoint(mots) for mots in parts
    )
