"""Read the duties from their files; what a file leaves out comes from the facts that it cites."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from spaser.contenus.obligations.fichiers import read_themes
from spaser.erreurs import ErreurSpaser
from spaser.faits.lecture import find_fait, tell
from spaser.metier.obligations.modele import Obligation, Theme
from spaser.metier.sources import cite


@cache
def load_obligations() -> tuple[Obligation, ...]:
    """Return every duty, theme after theme, in the order of the files."""
    fichiers = read_themes()
    return tuple(o for theme in Theme for o in _read(theme, fichiers[theme.value]))


def _read(theme: Theme, octets: bytes) -> tuple[Obligation, ...]:
    ecrites = msgspec.json.decode(octets, type=tuple[dict[str, Any], ...])
    try:
        lues = msgspec.convert([_complete(o) for o in ecrites], type=tuple[Obligation, ...])
    except msgspec.ValidationError as faute:
        raise ErreurSpaser(f"obligations/themes/{theme.value}.json : {faute}") from faute
    return tuple(msgspec.structs.replace(lue, theme=theme) for lue in lues)


def _complete(ecrite: dict[str, Any]) -> dict[str, Any]:
    """Add what the facts say: the first one is the summary, all are sources and reserves."""
    citations = ecrite.get("faits", [])
    if not citations:
        return ecrite
    reserves = dict.fromkeys(find_fait(citation).reserve for citation in citations)
    tirees = {
        "resume": tell(citations[0]),
        "sources": msgspec.to_builtins(cite(citations)),
        "reserve": " ".join(filter(None, reserves)),
    }
    return {nom: valeur for nom, valeur in tirees.items() if valeur} | ecrite
