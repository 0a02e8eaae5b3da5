"""The plan as pages and documents show it: actions with how far they are, axis by axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Final

from spaser.documents.francais import pluriel
from spaser.donnees.referentiels.embarques import read_familles
from spaser.lettres import fold_mots
from spaser.metier.plan.modele import A_RANGER, EtatAction
from spaser.metier.plan.suivi import (
    ActionSuivie,
    EtapeSuivie,
    Progres,
    Retard,
    compute_progres,
    find_retard,
)
from spaser.web.plan.models import Action, Axe, Objectif

SANS_PILOTE: Final = "a_pourvoir"


@dataclass(frozen=True)
class ActionLue:
    action: Action
    jour: date

    @property
    def etat(self) -> EtatAction:
        return EtatAction(self.action.etat)

    @cached_property
    def suivie(self) -> ActionSuivie:
        etapes = self.action.etapes.all()
        return ActionSuivie(
            etat=self.etat,
            debut=self.action.commence,
            fin=self.action.finit,
            saisi=self.action.saisi,
            motif=self.action.motif,
            etapes=tuple(EtapeSuivie(e.titre, e.finit, e.faite_le) for e in etapes),
        )

    @cached_property
    def progres(self) -> Progres | None:
        return compute_progres(self.suivie)

    @cached_property
    def retard(self) -> Retard | None:
        return find_retard(self.suivie, self.jour)

    @property
    def calendrier(self) -> str:
        debut, fin = self.suivie.debut, self.suivie.fin
        if debut and fin:
            return f"{debut.libelle} – {fin.libelle}"
        if fin:
            return fin.libelle
        return f"à partir de {debut.libelle}" if debut else "À dater"

    @cached_property
    def avancement(self) -> str:
        """Return how far it is, in words; nothing when its state says it all."""
        if self.progres is None:
            return ""
        if self.progres.total:
            faites = pluriel(self.progres.faites, "étape faite", "étapes faites")
            return f"{faites} sur {self.progres.total}"
        return "" if self.etat is EtatAction.TERMINEE else f"{self.progres.pourcent}\u202f%"

    @property
    def cle_pilote(self) -> str:
        if self.action.pilote_membre_id:
            return f"m{self.action.pilote_membre_id}"
        return fold_mots(self.action.pilote_nom).replace(" ", "-") or SANS_PILOTE

    @property
    def familles(self) -> list[str]:
        return [read_familles().get(code, code) for code in self.action.familles]


@dataclass(frozen=True)
class Groupe:
    """Actions that stand together, under an objective of an axis, or under neither."""

    axe: Axe | None
    objectif: Objectif | None
    actions: Sequence[ActionLue]
    suite: bool = False  # of those of the page before


@dataclass(frozen=True)
class AxeLu:
    """An axis with its actions, objective after objective; None for those without an axis.

    A page of the table may hold some of its `nombre` actions only, the `suite` of the page before.
    """

    axe: Axe | None
    groupes: Sequence[Groupe]
    nombre: int = 0
    suite: bool = False

    @property
    def titre(self) -> str:
        return self.axe.titre if self.axe else A_RANGER

    @property
    def actions(self) -> list[ActionLue]:
        return [action for groupe in self.groupes for action in groupe.actions]


@dataclass(frozen=True)
class PlanLu:
    axes: Sequence[AxeLu]
    actions: Sequence[ActionLue]


def build_plan(axes: Iterable[Axe], actions: Iterable[Action], jour: date) -> PlanLu:
    lues = sorted((ActionLue(action, jour) for action in actions), key=_order)
    par_axe: dict[int | None, list[ActionLue]] = {}
    for lue in lues:
        par_axe.setdefault(lue.action.axe_id, []).append(lue)
    connus = [AxeLu(axe, group_objectifs(par_axe.get(axe.pk, []))) for axe in axes]
    sans = par_axe.get(None)
    return PlanLu([*connus, AxeLu(None, group_objectifs(sans))] if sans else connus, lues)


def group_objectifs(actions: Sequence[ActionLue]) -> list[Groupe]:
    return [
        Groupe(siennes[0].action.axe, siennes[0].action.objectif, siennes)
        for _, groupe in groupby(actions, key=lambda lue: lue.action.objectif_id)
        for siennes in [list(groupe)]
    ]


def _order(lue: ActionLue) -> tuple[bool, tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Sort by axis, then by objective, actions of the axis alone before them, then by place."""
    axe, objectif = lue.action.axe, lue.action.objectif
    return axe is None, _place(axe), _place(objectif), _place(lue.action)


def _place(rangee: Axe | Objectif | Action | None) -> tuple[int, int]:
    return (rangee.rang, rangee.pk) if rangee else (-1, -1)
