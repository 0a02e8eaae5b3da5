"""The library of actions: what each is, why, how to start, what it moves, where it was seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import msgspec

from spaser.contenus.lecture import read_contenu
from spaser.lettres import unaccent
from spaser.metier.indicateurs import FicheIndicateur, Rubrique, SousTheme, load_bibliotheque
from spaser.metier.sources import Source, cite


class ExempleAction(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a published scheme does of an action, and the key of its source."""

    texte: str
    source: str


class ActionType(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An action as its file gives it.

    `etapes` is how to start; `indicateurs`, `obligations`, `familles` and `faits` are codes.
    """

    code: str
    titre: str
    sous_theme: SousTheme
    quoi: str
    pourquoi: str
    etapes: tuple[str, ...]
    indicateurs: tuple[str, ...] = ()
    familles: tuple[str, ...] = ()
    obligations: tuple[str, ...] = ()
    faits: tuple[str, ...] = ()
    exemples: tuple[ExempleAction, ...] = ()

    @property
    def rubrique(self) -> Rubrique:
        return self.sous_theme.rubrique

    @property
    def fiches(self) -> tuple[FicheIndicateur, ...]:
        lues = map(load_bibliotheque().find, self.indicateurs)
        return tuple(fiche for fiche in lues if fiche)


class Actions(msgspec.Struct, frozen=True, kw_only=True):
    """Every action, row after row, and the sources of the examples."""

    actions: tuple[ActionType, ...]
    sources: dict[str, Source]

    def find(self, code: str) -> ActionType | None:
        return next((action for action in self.actions if action.code == code), None)

    def list_exemples(self, action: ActionType) -> tuple[tuple[str, Source], ...]:
        return tuple((e.texte, self.sources[e.source]) for e in action.exemples)

    def list_sources(self, action: ActionType) -> tuple[Source, ...]:
        return cite(action.faits)


@cache
def load_actions() -> Actions:
    lues = (
        action
        for rubrique in Rubrique
        for action in read_contenu(f"actions/{rubrique.value}.json", tuple[ActionType, ...])
    )
    propres = read_contenu("actions/sources.json", dict[str, Source])
    return Actions(
        actions=tuple(sorted(lues, key=lambda action: action.code)),
        sources=load_bibliotheque().sources | propres,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RechercheActions:
    """What one looks for; what is left empty filters nothing."""

    texte: str = ""
    rubrique: Rubrique | None = None
    famille: str = ""
    indicateur: str = ""


def search_actions(
    actions: Iterable[ActionType], demande: RechercheActions
) -> tuple[ActionType, ...]:
    """Keep the actions that answer: every word must be there, accents apart."""
    mots = unaccent(demande.texte).split()
    return tuple(
        action
        for action in actions
        if demande.rubrique in {None, action.rubrique}
        and (not demande.famille or demande.famille in action.familles)
        and (not demande.indicateur or demande.indicateur in action.indicateurs)
        and _holds(action, mots)
    )


def _holds(action: ActionType, mots: list[str]) -> bool:
    texte = unaccent(
        f"{action.code} {action.titre} {action.quoi} {action.pourquoi} {' '.join(action.etapes)} "
        f"{action.sous_theme.libelle}"
    )
    return all(mot in texte for mot in mots)
