"""What somebody wrote and lets the programme publish: shortened at most, never rewritten."""

from __future__ import annotations

import re
from typing import Final

from spaser.metier.registre.nomenclatures import Nomenclature

COUPE: Final = "[…]"
TEXTE_MAX: Final = 2000
FONCTION_MAX: Final = 120
_MARQUE: Final = re.compile(r"\[\s*(?:…|\.\.\.)\s*\]")


class EtatTemoignage(Nomenclature):
    A_LIRE = "a_lire", "À lire"
    PUBLIE = "publie", "Publié"
    ECARTE = "ecarte", "Non publié"


def normalize_coupes(texte: str) -> str:
    """Write every mark of a cut the same way: « ... » between brackets too."""
    return _MARQUE.sub(COUPE, texte)


def is_raccourci(texte: str, extrait: str) -> bool:
    """Say whether an extract is the text itself, but for whole words cut where « […] » stands."""
    morceaux = [morceau.split() for morceau in normalize_coupes(extrait).split(COUPE)]
    if not any(morceaux):
        return False
    return _fits(texte.split(), morceaux)


def _fits(mots: list[str], morceaux: list[list[str]]) -> bool:
    """Find the pieces in their order; the first begins the text, the last one ends it."""
    premier, *suite = morceaux
    if mots[: len(premier)] != premier:
        return False
    if not suite:
        return len(premier) == len(mots)
    *milieu, dernier = suite
    place = len(premier)
    for morceau in milieu:
        trouve = _find(mots, morceau, place)
        if trouve is None:
            return False
        place = trouve + len(morceau)
    return len(mots) - place >= len(dernier) and mots[len(mots) - len(dernier) :] == dernier


def _find(mots: list[str], morceau: list[str], depuis: int) -> int | None:
    fin = len(mots) - len(morceau) + 1
    places = (p for p in range(depuis, fin) if mots[p : p + len(morceau)] == morceau)
    return next(places, None)
