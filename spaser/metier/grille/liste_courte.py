"""The indicators that were chosen: too many, incomplete, or what a team can follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from spaser.contenus.lecture import read_json
from spaser.metier.grille.modele import ContenuLigne
from spaser.metier.indicateurs import Bibliotheque, OrigineDonnees
from spaser.metier.sources import Source


class Plafond(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number not to pass, why, and where it comes from when it is not ours."""

    nombre: int
    raison: str
    source: Source | None = None


class Plafonds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many indicators in all, how many found by hand, how many suggested at once."""

    total: Plafond
    saisie: Plafond
    suggestions: Plafond


@dataclass(frozen=True, slots=True)
class Avis:
    """How long the list is, and the marks that it passes."""

    total: int
    a_la_main: int
    depasses: tuple[Plafond, ...]
    incompletes: int

    @property
    def est_tenable(self) -> bool:
        """Say whether a team manages to follow it."""
        return not self.depasses


@cache
def load_plafonds() -> Plafonds:
    """Return the marks of the grid."""
    return read_json("grille/plafonds.json", Plafonds)


def judge(lignes: Sequence[ContenuLigne], bibliotheque: Bibliotheque) -> Avis:
    """Judge the lines that were chosen; an indicator of the buyer's own is found by hand."""
    reperes = load_plafonds()
    a_la_main = sum(is_a_la_main(ligne, bibliotheque) for ligne in lignes)
    comptes = ((len(lignes), reperes.total), (a_la_main, reperes.saisie))
    return Avis(
        total=len(lignes),
        a_la_main=a_la_main,
        depasses=tuple(repere for compte, repere in comptes if compte > repere.nombre),
        incompletes=sum(not is_complete(ligne) for ligne in lignes),
    )


def is_a_la_main(ligne: ContenuLigne, bibliotheque: Bibliotheque) -> bool:
    """Say whether somebody must find the figure each time."""
    fiche = bibliotheque.find(ligne.code)
    return fiche is None or fiche.origine is OrigineDonnees.SAISIE


def is_complete(ligne: ContenuLigne) -> bool:
    """Say whether somebody, a rhythm and a source are named."""
    return bool(ligne.responsable and ligne.frequence and ligne.source)
