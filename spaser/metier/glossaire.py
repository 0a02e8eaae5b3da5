"""The words of a scheme that a reader may not know, and which of them a text uses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.lettres import fold_mots


class Terme(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A term; `formes` are the ways it is written, `faits` the codes of what law says of it."""

    code: str
    titre: str
    formes: tuple[str, ...]
    definition: str
    faits: tuple[str, ...] = ()
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's

    @property
    def initiale(self) -> str:
        return fold_mots(self.titre)[0].upper()


@cache
def load_glossaire() -> tuple[Terme, ...]:
    return arrange_termes(read_contenu("glossaire/glossaire.json", tuple[Terme, ...]))


def arrange_termes(termes: Iterable[Terme]) -> tuple[Terme, ...]:
    return tuple(sorted(termes, key=lambda terme: fold_mots(terme.titre)))


def find_termes(texte: str, termes: Iterable[Terme]) -> tuple[Terme, ...]:
    """Return the terms that a text uses, in their order; an acronym by its capitals."""
    plie = f" {fold_mots(texte)} "
    sigles = set(re.findall(r"\b[A-Z]{2,}\b", texte))
    return tuple(
        terme
        for terme in termes
        if any(f in sigles if f.isupper() else f" {fold_mots(f)} " in plie for f in terme.formes)
    )
