"""Folding of labels: case, accents, apostrophes, ligatures, blanks and lost characters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from spaser.elements import unaccent
from spaser.moteur.decp.plausibilite import REMPLACEMENT

# What platforms write when they have nothing to say. Folded form.
VIDES: Final[frozenset[str]] = frozenset(
    {"", "nc", "mq", "mq nc", "cdl", "inx", "inx nc", "null", "none", "n/a", "na", "nr", "{}", "[]"}
)

_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})
_BLANCS: Final = re.compile(r"\s+")
_SEPARATEUR: Final = re.compile(r"[;|]|,\s")
_PERTES: Final = re.compile(f"({REMPLACEMENT}+)")


def fold(texte: str) -> str:
    """Return `texte` in lower case, without accents, with plain apostrophes and single blanks."""
    return _BLANCS.sub(" ", unaccent(texte.translate(_APOSTROPHES))).strip()


def is_vide(texte: str | None) -> bool:
    """Tell whether a raw text says nothing (empty, NC, MQ, CDL…)."""
    return texte is None or fold(texte) in VIDES


def find_label(texte: str, labels: Mapping[str, str]) -> str | None:
    """Return the official label of `texte`, or None.

    `labels` maps folded forms to official ones. A run of lost characters (U+FFFD, one or two for
    each) stands for any one or two characters each, provided that a single official label fits.
    """
    plie = fold(texte)
    exact = labels.get(plie)
    if exact is not None or REMPLACEMENT not in plie:
        return exact
    motif = re.compile(
        "".join(
            f".{{1,{2 * len(part)}}}" if part.startswith(REMPLACEMENT) else re.escape(part)
            for part in _PERTES.split(plie)
        )
    )
    trouves = {officiel for forme, officiel in labels.items() if motif.fullmatch(forme)}
    return trouves.pop() if len(trouves) == 1 else None


def list_feuilles(texte: str) -> list[str]:
    """Return the text leaves of a raw value: JSON of any shape, or labels joined by a separator."""
    if texte[:1] in {"{", "["}:
        try:
            return [f for f in descend(msgspec.json.decode(texte)) if f.strip()]
        except msgspec.DecodeError:
            return [texte]
    return split_labels(texte)


def split_labels(texte: str) -> list[str]:
    return [part.strip() for part in _SEPARATEUR.split(texte) if part.strip()]


def descend(valeur: object) -> Iterable[str]:
    if isinstance(valeur, dict):
        valeur = list(valeur.values())
    if isinstance(valeur, list):
        for element in valeur:
            yield from descend(element)
    elif valeur is not None:
        yield str(valeur)
