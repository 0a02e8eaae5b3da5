"""How near two buyers are: the same kind first, then the same size, then the same place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from spaser.metier.registre.nomenclatures import TrancheHabitants, TypeStructure

_T: Final = TypeStructure
_GENRES: Final = (
    {_T.COMMUNE},
    {_T.METROPOLE, _T.EPCI, _T.EPT},
    {_T.REGION, _T.DEPARTEMENT, _T.COLLECTIVITE},
    {_T.ETABLISSEMENT_SANTE, _T.UNIVERSITE, _T.ETABLISSEMENT_PUBLIC},
    {_T.ETAT, _T.EPIC},
)
_TAILLES: Final = tuple(TrancheHabitants)
_MEME_TYPE, _MEME_GENRE = 6, 3
_MEME_TAILLE, _TAILLE_VOISINE = 3, 1
_MEME_REGION, _MEME_DEPARTEMENT = 2, 1


@dataclass(frozen=True, slots=True)
class Profil:
    """What makes buyers alike; unknown is empty, and makes nobody nearer."""

    type: str = ""
    tranche_habitants: str = ""
    code_region: str = ""
    codes_departement: frozenset[str] = frozenset()


def measure_proximite(un: Profil, autre: Profil) -> int:
    """Return how near two buyers are, 0 when nothing brings them together."""
    return (
        _weigh_type(un.type, autre.type)
        + _weigh_taille(un.tranche_habitants, autre.tranche_habitants)
        + _MEME_REGION * bool(un.code_region and un.code_region == autre.code_region)
        + _MEME_DEPARTEMENT * bool(un.codes_departement & autre.codes_departement)
    )


def _weigh_type(un: str, autre: str) -> int:
    if not (un and autre):
        return 0
    if un == autre:
        return _MEME_TYPE
    return _MEME_GENRE * any({un, autre} <= genre for genre in _GENRES)


def _weigh_taille(une: str, autre: str) -> int:
    if not (une and autre):
        return 0
    ecart = abs(_TAILLES.index(TrancheHabitants(une)) - _TAILLES.index(TrancheHabitants(autre)))
    return (_MEME_TAILLE, _TAILLE_VOISINE)[ecart] if ecart <= 1 else 0
