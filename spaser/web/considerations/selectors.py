"""What the pages of `considerations` show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from spaser.documents.considerations import tell_origine
from spaser.donnees.declarations import Declaration, Declarations, Exemple
from spaser.donnees.referentiels.embarques import find_famille
from spaser.donnees.referentiels.embarques import read_familles as read_noms
from spaser.faits.lecture import cache_faits, find_fait, keep_connus
from spaser.faits.modele import Fait
from spaser.metier.actions import ActionType, load_actions
from spaser.metier.considerations import (
    FamilleAchat,
    Levier,
    RegleLevier,
    TypeLevier,
    Volet,
    find_manques,
)
from spaser.metier.indicateurs import FicheIndicateur, load_bibliotheque
from spaser.web.chiffres.suites import SuiteFamille
from spaser.web.considerations.genre import FAMILLES, REGLES
from spaser.web.editorial.selectors import read_contenus

# What published data tell apart: a declaration, its words, the indicator that proves it.
_NOMS: Final = {
    "clause_environnementale": ("Une clause environnementale", "ENV-04"),
    "critere_environnemental": ("Un critère environnemental", "ENV-03"),
    "clause_sociale": ("Une clause sociale", "SOC-03"),
    "critere_social": ("Un critère social", "SOC-04"),
    "reserve": ("Une réservation", "SOC-05"),
}


@dataclass(frozen=True)
class LigneMontree:
    ancre: str
    levier: Levier
    origine: str
    indicateurs: tuple[FicheIndicateur, ...]
    actions: tuple[ActionType, ...]
    faits: tuple[Fait, ...]

    @classmethod
    def of(cls, levier: Levier, rang: int) -> LigneMontree:
        """Read what a sentence names; `rang` is its place among those of its lever."""
        indicateurs = map(load_bibliotheque().find, levier.indicateurs)
        actions = map(load_actions().find, levier.actions)
        return cls(
            f"{levier.levier}-{rang}",
            levier,
            tell_origine(levier),
            tuple(fiche for fiche in indicateurs if fiche),
            tuple(action for action in actions if action),
            tuple(map(find_fait, keep_connus(levier.faits))),
        )


@dataclass(frozen=True)
class ExempleMontre:
    """A contract, and the page of its buyer that proves what it declares."""

    exemple: Exemple
    preuve: str


@dataclass(frozen=True)
class DeclarationMontree:
    """How many buyers and contracts declare something; None when too few do to be told."""

    nom: str
    acheteurs: int | None = None
    marches: int | None = None
    exemples: tuple[ExempleMontre, ...] = ()


def read_familles(jour: date) -> tuple[FamilleAchat, ...]:
    return read_contenus(FAMILLES, jour)


@lru_cache(maxsize=4)
def keep_completes(familles: tuple[FamilleAchat, ...]) -> tuple[FamilleAchat, ...]:
    """Return the families to show: those that lack nothing."""
    return tuple(famille for famille in familles if not find_manques(famille))


def read_considerations(jour: date) -> tuple[FamilleAchat, ...]:
    return keep_completes(read_familles(jour))


def list_codes(famille: FamilleAchat) -> tuple[str, ...]:
    """Return the families of purchases, as figures and plans name them, that a family touches."""
    noms = {find_famille(cpv) for cpv in famille.cpv}
    return tuple(code for code, libelle in read_noms().items() if libelle in noms)


def list_suites(jour: date) -> Iterator[SuiteFamille]:
    noms = read_noms()
    for famille in read_considerations(jour):
        adresse = reverse("considerations:famille", args=[famille.code])
        libelle = f"Clauses à copier\u00a0: {famille.titre.lower()}"
        for code in list_codes(famille):
            yield SuiteFamille(noms[code], libelle, adresse)


def read_regles(jour: date) -> tuple[RegleLevier, ...]:
    return read_contenus(REGLES, jour)


@cache_faits(64)
def list_groupes(famille: FamilleAchat) -> tuple[tuple[TypeLevier, tuple[LigneMontree, ...]], ...]:
    return tuple(
        (levier, tuple(LigneMontree.of(ligne, rang) for rang, ligne in enumerate(lignes, 1)))
        for levier, lignes in famille.groupes
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choix:
    """What the list is narrowed to; what is left empty filters nothing."""

    levier: TypeLevier | None = None
    volet: Volet | None = None
    action: str = ""

    def keep(self, ligne: Levier) -> bool:
        return (
            self.levier in {None, ligne.levier}
            and self.volet in {None, ligne.volet}
            and (not self.action or self.action in ligne.actions)
        )


def list_familles(
    familles: Sequence[FamilleAchat], choix: Choix
) -> list[tuple[FamilleAchat, list[LigneMontree]]]:
    trouvees = (
        (
            famille,
            [
                ligne
                for _, lignes in list_groupes(famille)
                for ligne in lignes
                if choix.keep(ligne.levier)
            ],
        )
        for famille in familles
    )
    return [(famille, lignes) for famille, lignes in trouvees if lignes]


def list_declarations(declarations: Declarations) -> list[DeclarationMontree]:
    return [
        _show(nom, indicateur, declarations.par_colonne.get(colonne))
        for colonne, (nom, indicateur) in _NOMS.items()
    ]


def _show(nom: str, indicateur: str, lue: Declaration | None) -> DeclarationMontree:
    if lue is None:
        return DeclarationMontree(nom)
    exemples = tuple(ExempleMontre(e, _address(e, indicateur)) for e in lue.exemples)
    return DeclarationMontree(nom, lue.acheteurs, lue.marches, exemples)


def _address(exemple: Exemple, indicateur: str) -> str:
    """Return the proof of a buyer's figure of that year, narrowed to the family of purchases."""
    page = reverse("acheteurs:preuve", args=[exemple.siren, indicateur])
    achat = find_famille(exemple.cpv)
    choix = {"annee": exemple.annee, "expression": "nombre", "famille": achat}
    return f"{page}?{urlencode({nom: valeur for nom, valeur in choix.items() if valeur})}"
