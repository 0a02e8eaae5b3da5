"""The words of a scheme that a reader may not know, and which of them a text uses."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.lettres import fold_mots


class Terme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A term; `formes` are the ways it is written, `faits` the codes of what law says of it."""

    code: str
    terme: str
    formes: tuple[str, ...]
    definition: str
    faits: tuple[str, ...] = ()


@cache
def load_glossaire() -> tuple[Terme, ...]:
    """Return every term."""
    return read_contenu("glossaire/glossaire.json", tuple[Terme, ...])


def find_termes(texte: str) -> tuple[Terme, ...]:
    """Return the terms that a text uses, in alphabetical order; an acronym by its capitals."""
    plie = f" {fold_mots(texte)} "
    sigles = set(re.findall(r"\b[A-Z]{2,}\b", texte))
    trouves = [
        terme
        for terme in load_glossaire()
        if any(f in sigles if f.isupper() else f" {fold_mots(f)} " in plie for f in terme.formes)
    ]
    return tuple(sorted(trouves, key=lambda terme: fold_mots(terme.terme)))
