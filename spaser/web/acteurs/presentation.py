"""Stakeholders as a page prints them: words in place of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from spaser.documents.classeur import Onglet
from spaser.documents.francais import format_date
from spaser.documents.tableur import Cellule
from spaser.donnees.tables.colonnes import Colonne, Nature
from spaser.metier.acteurs.catalogue import Typologie, load_catalogue
from spaser.metier.acteurs.modele import COLONNES, ETAPE_1, ETAPE_2, PAR_NOM, REUNIES, RoleActeur
from spaser.metier.acteurs.tableau import BANDEAU, TITRES
from spaser.web.acteurs.models import Acteur

GROUPES: Final = (ETAPE_1, ETAPE_2)


@dataclass(frozen=True)
class Case:
    """What a page writes of a stakeholder in one place: a column, or two that go together."""

    colonne: Colonne
    texte: str
    suite: str = ""  # the second of two columns
    forte: bool = False


@dataclass(frozen=True)
class LigneActeur:
    """A line of the table, in words; its columns are those that are declared."""

    acteur: Acteur
    mots: dict[str, str]

    @property
    def cases(self) -> list[Case]:
        """Return what the table shows, column by column; only a choice to make is said missing."""
        choix = {c.nom: c.vide for c in COLONNES if c.nature is Nature.CHOIX}
        return [self._make(c, choix) for c in list_entetes(GROUPES, au_tableau=True)]

    @property
    def etapes(self) -> list[list[Case]]:
        vides = {c.nom: c.vide for c in COLONNES}
        cases = [[self._make(c, vides) for c in list_entetes([groupe])] for groupe in GROUPES]
        return [[case for case in groupe if case.texte] for groupe in cases]

    def _make(self, colonne: Colonne, vides: Mapping[str, str]) -> Case:
        suite = colonne.de[1] if colonne.de else ""
        forte = bool(suite) and PAR_NOM[colonne.premier].nature is Nature.CHOIX
        texte = self.mots[colonne.premier] or vides.get(colonne.premier, "")
        return Case(colonne, texte, self.mots.get(suite, ""), forte)


def list_entetes(groupes: Iterable[str], *, au_tableau: bool = False) -> list[Colonne]:
    """Return the columns of a page, or of its table; two that a cell holds together are one."""
    reunies = {nom: colonne for colonne in REUNIES for nom in colonne.de}
    voulues = (c for groupe in groupes for c in COLONNES if c.groupe == groupe)
    colonnes = dict.fromkeys(reunies.get(c.nom, c) for c in voulues)
    return [c for c in colonnes if c.au_tableau or not au_tableau]


def write_valeur(nom: str, valeur: Any) -> str:  # noqa: ANN401 - of any column
    if not valeur:
        return ""
    if nom == "typologie":
        return load_catalogue().name_typologie(valeur)
    if isinstance(valeur, tuple):
        return ", ".join(choix.libelle for choix in valeur)
    if isinstance(valeur, date):
        return format_date(valeur)
    return getattr(valeur, "libelle", str(valeur))


@dataclass(frozen=True)
class GroupeRole:
    """The stakeholders of one role; without role, those still to define."""

    role: RoleActeur | None
    lignes: list[LigneActeur]

    @property
    def titre(self) -> str:
        return self.role.libelle if self.role else "Rôle à définir"


@dataclass(frozen=True)
class Croisement:
    role: RoleActeur | None
    acteurs: list[Acteur]


@dataclass(frozen=True)
class RangTypologie:
    typologie: Typologie | None
    cases: list[Croisement]

    @property
    def titre(self) -> str:
        return self.typologie.libelle if self.typologie else "Typologie à préciser"

    @property
    def total(self) -> int:
        return sum(len(case.acteurs) for case in self.cases)


def put_in_words(acteurs: Iterable[Acteur]) -> list[LigneActeur]:
    return [
        LigneActeur(acteur, {c.nom: write_valeur(c.nom, getattr(lu, c.nom)) for c in COLONNES})
        for acteur in acteurs
        for lu in [acteur.read()]
    ]


def group_by_role(acteurs: Sequence[Acteur]) -> list[GroupeRole]:
    """Return every role from the one who decides, then those without a role."""
    lignes = put_in_words(acteurs)
    return [
        GroupeRole(role, [ligne for ligne in lignes if ligne.acteur.role == (role or "")])
        for role in (*RoleActeur.du_centre(), None)
    ]


def cross(acteurs: Sequence[Acteur]) -> list[RangTypologie]:
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
                Croisement(role, [a for a in siens if a.role == (role or "")])
                for role in (*RoleActeur.du_centre(), None)
            ]
            rangs.append(RangTypologie(typologie, cases))
    return rangs


def make_onglet(
    nom: str, lignes: Iterable[Sequence[Cellule]], encore: Sequence[str] = ()
) -> Onglet:
    """Return a sheet in the programme's form, with more columns of ours on its right."""
    groupes = (*BANDEAU, ("", len(encore))) if encore else BANDEAU
    return Onglet(nom, (*TITRES, *encore), lignes, groupes, a_remplir=True)
