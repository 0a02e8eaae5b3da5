"""Kept proposals as actions of a plan: several that say the same action make one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from spaser.metier.actions import ActionType, load_actions
from spaser.metier.approches import load_approches
from spaser.metier.autodiagnostic.questionnaire import load_questionnaires
from spaser.metier.autodiagnostic.sujets import SujetDeQuestion, load_sujets_de_questions
from spaser.metier.indicateurs import Rubrique, load_bibliotheque
from spaser.metier.propositions import NatureProposition
from spaser.metier.registre.nomenclatures import Approche

_PILIERS: Final = {
    Rubrique.SOCIAL: "pi_social",
    Rubrique.ENVIRONNEMENT: "pi_ecologie",
    Rubrique.ECONOMIQUE: "pi_economie",
    Rubrique.GOUVERNANCE: "pi_gouvernance",
}


@dataclass(frozen=True, slots=True)
class Retenue:
    """A proposal that somebody kept: its number, what it is, its words, why it was made."""

    numero: int
    nature: NatureProposition
    code: str
    libelle: str
    raison: str = ""

    @property
    def modele(self) -> ActionType | None:
        return load_actions().find(self.code) if self.nature is NatureProposition.ACTION else None


@dataclass(slots=True)
class Entree:
    """An action about to enter a plan: its model, the title of its axis, what it comes from."""

    cle: str
    titre: str
    axe: str
    modele: ActionType | None = None
    retenues: list[Retenue] = field(default_factory=list)
    indicateurs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entrees:
    """What kept proposals become: actions, those that the plan has, indicators of no action."""

    actions: tuple[Entree, ...]
    presentes: tuple[Entree, ...]
    indicateurs: tuple[Retenue, ...]


def group_retenues(
    retenues: Sequence[Retenue], presentes: Collection[str], approche: Approche | None
) -> Entrees:
    """Group kept proposals; `presentes` are the keys of those that are in the plan already."""
    entrees: dict[str, Entree] = {}
    for retenue in retenues:
        if retenue.nature is not NatureProposition.INDICATEUR:
            entree = entrees.setdefault(retenue.code, _start(retenue, approche))
            entree.retenues.append(retenue)
    seuls = tuple(_attach(retenues, entrees.values()))
    return Entrees(
        actions=tuple(e for e in entrees.values() if e.cle not in presentes),
        presentes=tuple(e for e in entrees.values() if e.cle in presentes),
        indicateurs=seuls,
    )


def name_axe(rubrique: Rubrique, approche: Approche | None, chapitre: str = "") -> str:
    code = chapitre if approche is Approche.OPERATIONNELLE and chapitre else _PILIERS[rubrique]
    return _titres()[code]


def _start(retenue: Retenue, approche: Approche | None) -> Entree:
    modele, sujet = retenue.modele, _sujets().get(retenue.code)
    rubrique = modele.rubrique if modele else sujet.axe if sujet else Rubrique.GOUVERNANCE
    return Entree(
        cle=retenue.code,
        titre=modele.titre if modele else retenue.libelle,
        axe=name_axe(rubrique, approche, sujet.chapitre if sujet else ""),
        modele=modele,
        indicateurs=list(modele.indicateurs) if modele else [],
    )


def _attach(retenues: Iterable[Retenue], entrees: Collection[Entree]) -> Iterator[Retenue]:
    """Give each kept indicator to the first action that moves it; yield those that none moves."""
    for retenue in retenues:
        if retenue.nature is not NatureProposition.INDICATEUR:
            continue
        mue = next((e for e in entrees if retenue.code in e.indicateurs), None)
        if mue:
            mue.retenues.append(retenue)
        elif load_bibliotheque().find(retenue.code):
            yield retenue


@cache
def _sujets() -> dict[str, SujetDeQuestion]:
    sujets = load_sujets_de_questions()
    return {
        pas.code: sujets[question.code]
        for questionnaire in load_questionnaires().values()
        for question in questionnaire.questions
        for pas in question.propositions
        if question.code in sujets
    }


@cache
def _titres() -> dict[str, str]:
    approches = (load_approches().find(a) for a in (Approche.OPERATIONNELLE, Approche.PILIERS))
    return {rubrique.code: rubrique.titre for a in approches for rubrique in a.plan}
