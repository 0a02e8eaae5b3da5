"""The indicators that were chosen: too many, incomplete, or what a team can follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from spaser.contenus.grille.fichiers import read_reperes
from spaser.erreurs import ErreurSpaser
from spaser.metier.grille.modele import Ligne
from spaser.metier.indicateurs.modele import Bibliotheque, Origine
from spaser.metier.sources import Source, cite


class Repere(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number not to pass, why, and the fact that it comes from when it is not ours."""

    nombre: int
    raison: str
    fait: str = ""

    @property
    def source(self) -> Source | None:
        """Return where it comes from."""
        return cite([self.fait])[0] if self.fait else None


class Reperes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many indicators in all, how many found by hand, how many suggested at once."""

    total: Repere
    saisie: Repere
    suggestions: Repere


@dataclass(frozen=True, slots=True)
class Avis:
    """How long the list is, and the marks that it passes."""

    total: int
    a_la_main: int
    depasses: tuple[Repere, ...]
    incompletes: int

    @property
    def est_tenable(self) -> bool:
        """Say whether a team manages to follow it."""
        return not self.depasses


@cache
def load_reperes() -> Reperes:
    """Return the marks of the grid."""
    try:
        return msgspec.json.decode(read_reperes(), type=Reperes)
    except msgspec.ValidationError as faute:
        raise ErreurSpaser(f"grille/reperes.json : {faute}") from faute


def judge(lignes: Sequence[Ligne], bibliotheque: Bibliotheque) -> Avis:
    """Judge the lines that were chosen; an indicator of the buyer's own is found by hand."""
    reperes = load_reperes()
    a_la_main = sum(is_a_la_main(ligne, bibliotheque) for ligne in lignes)
    comptes = ((len(lignes), reperes.total), (a_la_main, reperes.saisie))
    return Avis(
        total=len(lignes),
        a_la_main=a_la_main,
        depasses=tuple(repere for compte, repere in comptes if compte > repere.nombre),
        incompletes=sum(not is_complete(ligne) for ligne in lignes),
    )


def is_a_la_main(ligne: Ligne, bibliotheque: Bibliotheque) -> bool:
    """Say whether somebody must find the figure each time."""
    fiche = bibliotheque.find(ligne.code)
    return fiche is None or fiche.origine is Origine.SAISIE


def is_complete(ligne: Ligne) -> bool:
    """Say whether somebody, a rhythm and a source are named."""
    return bool(ligne.responsable and ligne.frequence and ligne.source)
