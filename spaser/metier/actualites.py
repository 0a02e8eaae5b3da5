"""News of the programme: short notes, each of a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu


class Actualite(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A note; `texte` is typed as `documents.corps` reads it."""

    code: str
    titre: str
    jour: date
    texte: str
    mise_a_jour: date | None = None  # the day from which the programme's text replaces the file's


@cache
def load_actualites() -> tuple[Actualite, ...]:
    return arrange_actualites(read_contenu("actualites/actualites.json", tuple[Actualite, ...]))


def arrange_actualites(actualites: Iterable[Actualite]) -> tuple[Actualite, ...]:
    return tuple(sorted(actualites, key=lambda a: (a.jour, a.code), reverse=True))


def list_parues(actualites: Iterable[Actualite], jour: date) -> tuple[Actualite, ...]:
    """Return the news of a day and before: some may be written in advance."""
    return tuple(actualite for actualite in actualites if actualite.jour <= jour)
