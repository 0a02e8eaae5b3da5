"""The words of a text around those that were looked for, which are marked."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Final

from spaser.web.recherche.normalisation import split_mots, stem_texte

_AUTOUR: Final = 110  # letters shown on each side of the first word found
_MOT: Final = re.compile(r"[^\W_]+")

type Morceau = tuple[str, bool]
"""A piece of text, and whether it is a word that was looked for."""


def cut_extrait(texte: str, cherches: Collection[str]) -> list[Morceau]:
    """Return the words around the first stem found, each said to be looked for or not."""
    centre = find_premier(texte, cherches)
    debut = texte.rfind(" ", 0, centre - _AUTOUR) + 1 if centre > _AUTOUR else 0
    fin = texte.find(" ", max(centre, 0) + _AUTOUR)
    fin = len(texte) if fin < 0 else fin
    morceaux: list[Morceau] = [("… ", False)] if debut else []
    for mot in _MOT.finditer(texte, debut, fin):
        if _is_wanted(mot[0], cherches):
            morceaux += [(texte[debut : mot.start()], False), (mot[0], True)]
            debut = mot.end()
    return [*morceaux, (texte[debut:fin] + (" …" if fin < len(texte) else ""), False)]


def find_premier(texte: str, cherches: Collection[str]) -> int:
    """Return the place of the first word that was looked for; -1 when there is none."""
    return next((m.start() for m in _MOT.finditer(texte) if _is_wanted(m[0], cherches)), -1)


def _is_wanted(mot: str, cherches: Collection[str]) -> bool:
    return not _read_racines(mot).isdisjoint(cherches)


@lru_cache(maxsize=20_000)
def _read_racines(mot: str) -> frozenset[str]:
    return frozenset(map(stem_texte, split_mots(mot)))
