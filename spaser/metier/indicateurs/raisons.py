"""Why an indicator would suit somebody."""

from __future__ import annotations

from dataclasses import dataclass

from spaser.metier.indicateurs.themes import SousTheme


@dataclass(frozen=True, slots=True)
class Raison:
    """A reason in words, for indicators by their code or for all those of some sub-themes.

    `schema` is the plan that it comes from, when it comes from one. It is `precise` when somebody,
    or a tool, named that very indicator.
    """

    texte: str
    indicateurs: tuple[str, ...] = ()
    sous_themes: tuple[SousTheme, ...] = ()
    schema: str = ""
    precise: bool = False
