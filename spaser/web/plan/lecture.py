"""The plan as pages show it: actions with how far they are, axis by axis, filtered, by pilot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Final

from django.http import QueryDict
from django.utils import timezone

from spaser.documents.francais import enumerate_mots, pluriel
from spaser.donnees.referentiels.embarques import read_familles
from spaser.lettres import fold_mots
from spaser.metier.plan.modele import A_POURVOIR, A_RANGER, EtatAction
from spaser.metier.plan.suivi import (
    ActionSuivie,
    EtapeSuivie,
    Progres,
    Retard,
    compute_progres,
    count_etats,
    find_retard,
)
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import Action, Axe, Objectif
from spaser.web.plan.selectors import list_axes, list_courtes, list_objectifs

SANS_AXE: Final = "a_ranger"
SANS_PILOTE: Final = "a_pourvoir"


@dataclass(frozen=True)
class ActionLue:
    """An action on a day."""

    action: Action
    jour: date

    @property
    def etat(self) -> EtatAction:
        """Return its state."""
        return EtatAction(self.action.etat)

    @cached_property
    def suivie(self) -> ActionSuivie:
        """Return the action as the rules take it."""
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
        """Return how far it is."""
        return compute_progres(self.suivie)

    @cached_property
    def retard(self) -> Retard | None:
        """Return why it is late, and since when."""
        return find_retard(self.suivie, self.jour)

    @property
    def calendrier(self) -> str:
        """Return its beginning and its end, in words."""
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
        """Return what stands for its pilot in an address."""
        if self.action.pilote_membre_id:
            return f"m{self.action.pilote_membre_id}"
        return fold_mots(self.action.pilote_nom).replace(" ", "-") or SANS_PILOTE

    @property
    def familles(self) -> list[str]:
        """Return the names of its families of purchase."""
        return [read_familles().get(code, code) for code in self.action.familles]


@dataclass(frozen=True)
class Groupe:
    """Actions that stand together, under an objective of an axis, or under neither."""

    axe: Axe | None
    objectif: Objectif | None
    actions: Sequence[ActionLue]


@dataclass(frozen=True)
class AxeLu:
    """An axis with its actions, objective after objective; None for those without an axis."""

    axe: Axe | None
    groupes: Sequence[Groupe]

    @property
    def titre(self) -> str:
        """Return its title."""
        return self.axe.titre if self.axe else A_RANGER

    @property
    def actions(self) -> list[ActionLue]:
        """Return all its actions, in order."""
        return [action for groupe in self.groupes for action in groupe.actions]


@dataclass(frozen=True)
class FiltrePlan:
    """What the address asks of the plan; what is unknown in it asks nothing."""

    q: str = ""
    axe: str = ""
    pilote: str = ""
    etat: str = ""
    famille: str = ""
    retard: bool = False

    @classmethod
    def read(cls, parametres: QueryDict) -> FiltrePlan:
        """Read an address."""
        etat, famille = parametres.get("etat", ""), parametres.get("famille", "")
        axe = parametres.get("axe", "")
        return cls(
            q=parametres.get("q", "").replace("\0", "").strip()[:200],
            axe=axe if axe.isascii() and (axe.isdigit() or axe == SANS_AXE) else "",
            pilote=parametres.get("pilote", "").replace("\0", "")[:200],
            etat=etat if etat in set(EtatAction) else "",
            famille=famille if famille in read_familles() else "",
            retard=parametres.get("retard") == "oui",
        )

    @property
    def filtre(self) -> bool:
        """Say whether some of the plan is left out."""
        return any((self.q, self.axe, self.pilote, self.etat, self.famille, self.retard))

    def keep(self, lue: ActionLue) -> bool:
        """Say whether an action answers."""
        action = lue.action
        mots = fold_mots(self.q).split()
        return (
            self.axe in {"", str(action.axe_id or SANS_AXE)}
            and self.pilote in {"", lue.cle_pilote}
            and self.etat in {"", action.etat}
            and (not self.famille or self.famille in action.familles)
            and (not self.retard or lue.retard is not None)
            and (not mots or _holds(action, mots))
        )


@dataclass(frozen=True)
class PlanLu:
    """The whole plan on a day."""

    axes: Sequence[AxeLu]
    actions: Sequence[ActionLue]

    @property
    def en_retard(self) -> list[ActionLue]:
        """Return the actions that are late, the longest first."""
        retards = [(lue.retard.depuis, lue) for lue in self.actions if lue.retard]
        return [lue for _, lue in sorted(retards, key=lambda paire: paire[0])]

    @property
    def comptes(self) -> list[tuple[int, str]]:
        """Return how many actions stand in each state, in words."""
        comptes = count_etats([lue.etat for lue in self.actions])
        return [(nombre, etat.accorde(nombre)) for etat, nombre in comptes.items()]

    @property
    def resume(self) -> str:
        """Return how many actions there are, and in which states: « 3 actions : 2 en cours… »."""
        dits = [f"{nombre} {mots}" for nombre, mots in self.comptes if nombre]
        return f"{pluriel(len(self.actions), 'action')}\u00a0: {enumerate_mots(dits)}"

    @property
    def pilotes(self) -> list[tuple[str, str]]:
        """Return the pilots, to choose among them; « à pourvoir » last."""
        noms = {lue.cle_pilote: lue.action.pilote for lue in self.actions}
        sans = noms.pop(SANS_PILOTE, "")
        connus = sorted(noms.items(), key=lambda paire: fold_mots(paire[1]))
        return [*connus, (SANS_PILOTE, A_POURVOIR.capitalize())] if sans else connus

    @property
    def par_pilote(self) -> list[tuple[str, list[ActionLue]]]:
        """Return the actions of each pilot."""
        return [
            (nom, [lue for lue in self.actions if lue.cle_pilote == cle])
            for cle, nom in self.pilotes
        ]


def read_plan(espace: Espace, jour: date | None = None) -> PlanLu:
    """Return the plan of a space; an axis without any action is there too."""
    axes = {axe.pk: axe for axe in list_axes(espace)}
    objectifs = {objectif.pk: objectif for objectif in list_objectifs(espace)}
    actions = list(list_courtes(espace))
    for action in actions:  # known already: one object for all the actions of an axis
        action.espace = espace
        action.axe = axes.get(action.axe_id or 0)
        action.objectif = objectifs.get(action.objectif_id or 0)
    return build_plan(axes.values(), actions, jour or timezone.localdate())


def build_plan(axes: Iterable[Axe], actions: Iterable[Action], jour: date) -> PlanLu:
    """Put axes and actions together, in the order of the plan."""
    lues = sorted((ActionLue(action, jour) for action in actions), key=_order)
    par_axe: dict[int | None, list[ActionLue]] = {}
    for lue in lues:
        par_axe.setdefault(lue.action.axe_id, []).append(lue)
    connus = [AxeLu(axe, _group(par_axe.get(axe.pk, []))) for axe in axes]
    sans = par_axe.get(None)
    return PlanLu([*connus, AxeLu(None, _group(sans))] if sans else connus, lues)


def narrow(plan: PlanLu, demande: FiltrePlan) -> list[AxeLu]:
    """Return the axes that still have an action once the filter is passed, all without one."""
    if not demande.filtre:
        return list(plan.axes)
    filtres = (
        AxeLu(axe.axe, _group([lue for lue in axe.actions if demande.keep(lue)]))
        for axe in plan.axes
    )
    return [axe for axe in filtres if axe.groupes]


def _group(actions: Sequence[ActionLue]) -> list[Groupe]:
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


def _holds(action: Action, mots: Sequence[str]) -> bool:
    texte = fold_mots(f"{action.code} {action.titre} {action.description} {action.pilote}")
    return all(mot in texte for mot in mots)
