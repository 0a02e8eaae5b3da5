"""Writes the plans of a space."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction

from spaser.metier.politiques import EtatPlan, Plan, find_plan
from spaser.web.commun.versions import save_version
from spaser.web.comptes.models import Utilisateur
from spaser.web.organisations.models import Espace
from spaser.web.politiques.models import Politique
from spaser.web.socle.journal import record


@dataclass(frozen=True)
class ReponsePlan:
    """What somebody says of a plan of the catalogue, and what she saw before she did."""

    code_plan: str
    vue: str
    etat: str


@transaction.atomic
def create_politique(
    espace: Espace, champs: Mapping[str, Any], auteur: Utilisateur, code_plan: str = ""
) -> Politique:
    politique = Politique.objects.create(
        espace=espace, **champs, code_plan=code_plan, modifie_par=auteur
    )
    _record("politique.ajout", espace, politique, auteur)
    return politique


@transaction.atomic
def save_politique(
    espace: Espace, politique: Politique, champs: Mapping[str, Any], auteur: Utilisateur
) -> None:
    """Change a plan; VersionDepassee when somebody else did since it was read."""
    save_version(politique, politique.version, **champs, modifie_par=auteur)
    _record("politique.modification", espace, politique, auteur)


@transaction.atomic
def delete_politique(espace: Espace, politique: Politique, auteur: Utilisateur) -> None:
    _record("politique.retrait", espace, politique, auteur)
    politique.delete()


@transaction.atomic
def save_inventaire(
    espace: Espace, reponses: Iterable[ReponsePlan], auteur: Utilisateur
) -> dict[str, Politique]:
    """Record what changed; return the plans of which somebody else said otherwise meanwhile."""
    lignes = Politique.objects.filter(espace=espace).exclude(code_plan="")
    connues = {p.code_plan: p for p in lignes.select_for_update(of=("self",))}
    heurts: dict[str, Politique] = {}
    for reponse in reponses:
        connue = connues.get(reponse.code_plan)
        actuel = connue.etat if connue else EtatPlan.INCONNU.value
        if reponse.etat in {reponse.vue, actuel}:
            continue
        if actuel != reponse.vue:
            heurts[reponse.code_plan] = connue or _describe_retiree(reponse.code_plan)
        elif connue:
            save_politique(espace, connue, {"etat": reponse.etat}, auteur)
        else:
            _create_from_catalogue(espace, reponse, auteur)
    return heurts


def _create_from_catalogue(espace: Espace, reponse: ReponsePlan, auteur: Utilisateur) -> None:
    plan = _get_plan(reponse.code_plan)
    champs = {"nom": plan.nom, "etat": reponse.etat, "sous_themes": list(plan.sous_themes)}
    create_politique(espace, champs, auteur, plan.code)


def _describe_retiree(code_plan: str) -> Politique:
    """Return what is said of a plan that somebody took out meanwhile: nothing any more."""
    plan = _get_plan(code_plan)
    return Politique(nom=plan.nom, code_plan=code_plan, etat=EtatPlan.INCONNU)


def _get_plan(code_plan: str) -> Plan:
    return cast("Plan", find_plan(code_plan))  # the inventory asks of the catalogue only


def _record(geste: str, espace: Espace, politique: Politique, auteur: Utilisateur) -> None:
    record(
        geste,
        auteur=auteur,
        objet=politique,
        espace=espace,
        details={"plan": politique.code_plan, "version": politique.version},
    )
