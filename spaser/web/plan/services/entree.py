"""Kept proposals, or actions of the library, enter a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from spaser.lettres import fold_mots
from spaser.metier.actions import ActionType
from spaser.metier.plan.entree import Entree, Entrees, Retenue, group_retenues
from spaser.metier.plan.modele import OrigineAction
from spaser.metier.propositions import EtatProposition, NatureProposition
from spaser.metier.registre.nomenclatures import Approche
from spaser.web.comptes.models import Utilisateur
from spaser.web.diagnostic.approche import find_choix
from spaser.web.espace.propositions import list_propositions
from spaser.web.organisations.models import Espace
from spaser.web.plan.models import Action, Axe, Objectif
from spaser.web.plan.selectors import list_actions, list_axes
from spaser.web.plan.services.actions import create_action
from spaser.web.plan.services.numeros import hold_plan
from spaser.web.plan.services.structure import create_axe
from spaser.web.socle.journal import record


@dataclass(frozen=True)
class Choisie:
    entree: Entree
    axe: Axe | None = None
    objectif: Objectif | None = None
    nouvel_axe: str = ""


def find_approche(espace: Espace) -> Approche | None:
    choix = find_choix(espace)
    return Approche(choix.approche) if choix else None


def read_entrees(espace: Espace) -> Entrees:
    retenues = [
        Retenue(p.pk, NatureProposition(p.nature), p.code, p.libelle, p.raison)
        for p in list_propositions(espace).filter(etat=EtatProposition.RETENUE.value)
    ]
    presentes = set(list_actions(espace).exclude(modele="").values_list("modele", flat=True))
    return group_retenues(retenues, presentes, find_approche(espace))


@transaction.atomic
def enter(
    espace: Espace, choisies: Iterable[Choisie], auteur: Utilisateur, origine: OrigineAction
) -> list[Action]:
    """Make an action of each; one that is in the plan already is not made twice."""
    hold_plan(espace)
    presentes = set(list_actions(espace).exclude(modele="").values_list("modele", flat=True))
    axes = {fold_mots(axe.titre): axe for axe in list_axes(espace)}
    entrees = []
    for choisie in choisies:
        if choisie.entree.cle in presentes:
            continue
        presentes.add(choisie.entree.cle)
        axe = choisie.axe or _open_axe(espace, choisie.nouvel_axe, axes, auteur)
        champs = describe(choisie.entree) | {
            "axe": axe,
            "objectif": choisie.objectif,
            "origine": origine.value,
        }
        entrees.append(create_action(espace, champs, auteur, list_etapes(choisie.entree.modele)))
    if entrees and origine is OrigineAction.PROPOSITION:
        record(
            "plan.propositions",
            auteur=auteur,
            espace=espace,
            details={"actions": len(entrees)},
        )
    return entrees


def describe(entree: Entree) -> dict[str, Any]:
    modele = entree.modele
    champs: dict[str, Any] = {
        "titre": entree.titre,
        "modele": entree.cle,
        "indicateurs": entree.indicateurs,
    }
    if modele is None:
        return champs
    return champs | {
        "description": modele.quoi,
        "resultat": modele.pourquoi,
        "familles": list(modele.familles),
        "obligations": list(modele.obligations),
    }


def list_etapes(modele: ActionType | None) -> list[Mapping[str, Any]]:
    """Return the steps that a model begins with: none is dated, none is done."""
    etapes = modele.etapes if modele else ()
    return [{"titre": titre, "fin": "", "faite_le": None} for titre in etapes]


def _open_axe(espace: Espace, titre: str, axes: dict[str, Axe], auteur: Utilisateur) -> Axe | None:
    """Return the axis of this title, opened if the plan has none; None without a title."""
    if not titre:
        return None
    plie = fold_mots(titre)
    if plie not in axes:
        axes[plie] = create_axe(espace, {"titre": titre}, auteur)
    return axes[plie]
