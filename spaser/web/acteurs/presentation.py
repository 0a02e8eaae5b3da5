"""Stakeholders as a page prints them: words in place of codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spaser.metier.acteurs.catalogue import Typologie, load_catalogue
from spaser.metier.acteurs.nomenclatures import Forme, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spaser.web.acteurs.models import Acteur


@dataclass(frozen=True)
class LigneActeur:
    """A line of the table, in words."""

    acteur: Acteur
    typologie: str
    role: str
    formes: list[str]


@dataclass(frozen=True)
class GroupeRole:
    """The stakeholders of one role; without role, those still to define."""

    role: Role | None
    lignes: list[LigneActeur]

    @property
    def titre(self) -> str:
        """Return the heading of the group."""
        return self.role.libelle if self.role else "Rôle à définir"


@dataclass(frozen=True)
class Case:
    """The stakeholders of one kind and one role."""

    role: Role | None
    acteurs: list[Acteur]


@dataclass(frozen=True)
class RangTypologie:
    """A line of the cross-table: a kind, and who it counts by role."""

    typologie: Typologie | None
    cases: list[Case]

    @property
    def titre(self) -> str:
        """Return the name of the kind."""
        return self.typologie.libelle if self.typologie else "Typologie à préciser"

    @property
    def total(self) -> int:
        """Return how many stakeholders are of this kind."""
        return sum(len(case.acteurs) for case in self.cases)


def put_in_words(acteurs: Iterable[Acteur]) -> list[LigneActeur]:
    """Return each stakeholder with the words of its codes."""
    catalogue = load_catalogue()
    return [
        LigneActeur(
            acteur,
            catalogue.name_typologie(acteur.typologie),
            Role(acteur.role).libelle if acteur.role else "",
            [Forme(forme).libelle for forme in acteur.formes],
        )
        for acteur in acteurs
    ]


def group_by_role(acteurs: Sequence[Acteur]) -> list[GroupeRole]:
    """Return every role from the one who decides, then those without a role."""
    lignes = put_in_words(acteurs)
    return [
        GroupeRole(role, [ligne for ligne in lignes if ligne.acteur.role == (role or "")])
        for role in (*Role.du_centre(), None)
    ]


def cross(acteurs: Sequence[Acteur]) -> list[RangTypologie]:
    """Return the kinds that are there, each with its stakeholders by role, from the centre."""
    typologies = load_catalogue().typologies
    connues = {typologie.code for typologie in typologies}
    rangs = []
    for typologie in (*typologies, None):
        siens = [
            a
            for a in acteurs
            if (a.typologie == typologie.code if typologie else a.typologie not in connues)
        ]
        if siens:
            cases = [
                Case(role, [a for a in siens if a.role == (role or "")])
                for role in (*Role.du_centre(), None)
            ]
            rangs.append(RangTypologie(typologie, cases))
    return rangs
