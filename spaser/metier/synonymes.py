"""What buyers also call a thing: sets of words that mean the same to who looks for them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from datetime import date
from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu


class Synonymes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words or short phrases that are looked for one for another; `titre` is for the team."""

    code: str
    titre: str
    formes: tuple[str, ...]
    mise_a_jour: date | None = None


@cache
def load_synonymes() -> tuple[Synonymes, ...]:
    return read_contenu("recherche/synonymes.json", tuple[Synonymes, ...])


def join_classes[Forme: Hashable](
    ensembles: Iterable[Iterable[Forme]],
) -> tuple[tuple[Forme, ...], ...]:
    """Return the sets joined where they share a form, whatever loops they make; forms in order."""
    parent: dict[Forme, Forme] = {}
    for ensemble in ensembles:
        formes = list(ensemble)
        for forme in formes:
            parent.setdefault(forme, forme)
            parent[_find_tete(parent, forme)] = _find_tete(parent, formes[0])
    classes: dict[Forme, list[Forme]] = {}
    for forme in parent:
        classes.setdefault(_find_tete(parent, forme), []).append(forme)
    return tuple(tuple(classe) for classe in classes.values())


def _find_tete[Forme: Hashable](parent: dict[Forme, Forme], forme: Forme) -> Forme:
    """Return the form that stands for a class, and shorten the way to it."""
    while parent[forme] != forme:
        parent[forme] = forme = parent[parent[forme]]
    return forme
