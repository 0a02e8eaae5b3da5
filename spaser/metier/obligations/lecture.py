"""Read the duties from their files."""

from __future__ import annotations

from functools import cache

import msgspec

from spaser.contenus.obligations.fichiers import read_themes
from spaser.erreurs import ErreurSpaser
from spaser.metier.obligations.modele import Obligation, Theme


@cache
def load_obligations() -> tuple[Obligation, ...]:
    """Return every duty, theme after theme, in the order of the files."""
    fichiers = read_themes()
    return tuple(o for theme in Theme for o in _read(theme, fichiers[theme.value]))


def _read(theme: Theme, octets: bytes) -> tuple[Obligation, ...]:
    try:
        lues = msgspec.json.decode(octets, type=tuple[Obligation, ...])
    except msgspec.ValidationError as faute:
        raise ErreurSpaser(f"obligations/themes/{theme.value}.json : {faute}") from faute
    return tuple(msgspec.structs.replace(lue, theme=theme) for lue in lues)
