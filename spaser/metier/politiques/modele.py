"""A plan of the catalogue: what it is, who must have it, what a buyer looks for in it."""

from __future__ import annotations

import msgspec

from spaser.metier.assujettissement.acheteurs import NatureAcheteur
from spaser.metier.indicateurs.themes import Rubrique, SousTheme
from spaser.metier.obligations.modele import Condition
from spaser.metier.sources import Source, cite


class Obligation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who must have the plan; `reserve` is a word of caution, beside those of the facts."""

    qui: str
    natures: tuple[NatureAcheteur, ...]
    natures_a_verifier: tuple[NatureAcheteur, ...] = ()
    conditions: tuple[Condition, ...] = ()
    si: tuple[str, ...] = ()
    reserve: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plan; without `obligation`, nobody must have it. `frequents` often have one."""

    code: str
    nom: str
    resume: str
    sous_themes: tuple[SousTheme, ...]
    indicateurs: tuple[str, ...]
    a_chercher: tuple[str, ...]
    frequents: tuple[NatureAcheteur, ...]
    sigle: str = ""
    obligation: Obligation | None = None
    faits: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Return where what is said of it was read."""
        return cite(self.faits)

    @property
    def rubrique(self) -> Rubrique:
        """Return the row of the grid to which it belongs first."""
        return self.sous_themes[0].rubrique

    @property
    def nom_court(self) -> str:
        """Return its initials when it has some, else its name."""
        return self.sigle or self.nom

    @property
    def a_verifier(self) -> bool:
        """Say whether what is said of it rests on a doubtful or partial reading."""
        return any(source.confiance.a_verifier for source in self.sources)
