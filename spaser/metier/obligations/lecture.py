"""Read the duties from their files."""

from __future__ import annotations

from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.metier.obligations.modele import Obligation, Theme


@cache
def load_obligations() -> tuple[Obligation, ...]:
    """Return every duty, theme after theme, in the order of the files."""
    return tuple(
        msgspec.structs.replace(lue, theme=theme)
        for theme in Theme
        for lue in read_contenu(f"obligations/themes/{theme.value}.json", tuple[Obligation, ...])
    )
