"""Rows of a table whose columns are known, and what is read of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spaser.metier.plan.colonnes import ContenuAction

ETAPE_SEULE = "sous_action"  # a column whose rows are steps of the action above


@dataclass(frozen=True, slots=True)
class LigneBrute:
    """A row: its place in words, its texts by column, those under columns that say nothing here."""

    lieu: str
    textes: Mapping[str, str]
    restes: Mapping[str, str] = field(default_factory=dict)  # by the title of their column

    @property
    def est_nue(self) -> bool:
        """Say whether nothing is written but what numbers and names it."""
        return not self.restes and not set(self.textes) - {"titre", "code", "cle_import"}


@dataclass(frozen=True, slots=True)
class Constat:
    """What asks for a look: where, what is written there, what is wrong, what to do."""

    lieu: str
    probleme: str
    remede: str = ""
    valeur: str = ""


@dataclass(frozen=True, slots=True)
class LigneLue:
    """An action as a file tells it, its place there, what is to be said of it."""

    lieu: str
    action: ContenuAction
    constats: tuple[Constat, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanLu:
    lignes: tuple[LigneLue, ...]
    axes: tuple[str, ...] = ()
    objectifs: tuple[tuple[str, str], ...] = ()  # an axis, an objective of it
    constats: tuple[Constat, ...] = ()
