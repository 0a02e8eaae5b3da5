"""The words of a text around those that were looked for, which are marked."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from spaser.web.recherche.normalisation import split_mots, stem_texte

_AUTOUR: Final = 110  # letters shown on each side of the first word found
_MOT: Final = re.compile(r"[^\W_]+")

type Morceau = tuple[str, bool]
"""A piece of text, and whether it is a word that was looked for."""


def cut_extrait(texte: str, cherches: Collection[str]) -> list[Morceau]:
    """Return the words around the first stem found, each said to be looked for or not."""
    vus = [mot for mot in _MOT.finditer(texte) if _is_wanted(mot[0], cherches)]
    centre = vus[0].start() if vus else 0
    debut = texte.rfind(" ", 0, centre - _AUTOUR) + 1 if centre > _AUTOUR else 0
    fin = texte.find(" ", centre + _AUTOUR)
    fin = len(texte) if fin < 0 else fin
    morceaux: list[Morceau] = [("… ", False)] if debut else []
    for mot in vus:
        if debut <= mot.start() and mot.end() <= fin:
            morceaux += [(texte[debut : mot.start()], False), (mot[0], True)]
            debut = mot.end()
    return [*morceaux, (texte[debut:fin] + (" …" if fin < len(texte) else ""), False)]


def _is_wanted(mot: str, cherches: Collection[str]) -> bool:
    return any(stem_texte(lu) in cherches for lu in split_mots(mot))
